// SPDX-License-Identifier: Apache-2.0

import { concat, sha256, utf8 } from '../bytes.js';
import { leafHash, treeRoot } from '../receipt/merkle.js';

/** Of a client's salt, in bytes. */
export const SALT = 32;

const REQUEST = utf8('strongroom inference request v1\0');
const CHUNK_SALT = utf8('strongroom inference chunk salt v1\0');

/** What stands for a request (docs/inference-receipts.md, section 3). */
export function requestDigest(salt, body) {
  return sha256(concat(REQUEST, salt, body));
}

/** The root of the tree over a response's chunks, each with a salt of its own. */
export async function responseRoot(salt, chunks) {
  const leaves = [];
  for (const [i, chunk] of chunks.entries()) {
    const index = new Uint8Array(8);
    new DataView(index.buffer).setBigUint64(0, BigInt(i));
    leaves.push(await leafHash(concat(await sha256(concat(CHUNK_SALT, salt, index)), chunk)));
  }
  return treeRoot(leaves);
}
