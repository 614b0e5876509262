// SPDX-License-Identifier: Apache-2.0

import { sha256 } from '../bytes.js';

/** WebCrypto digests nothing in pieces, so that a file has to fit into memory as a whole. */
export const MAX_FILE = 1024 * 1024 * 1024;

/**
 * SHA-256 of a dropped file, which never leaves the page.
 *
 * @param {Blob} file
 * @returns {Promise<Uint8Array>} 32 bytes
 * @throws {RangeError} if it is longer than {@link MAX_FILE}: the command has no such limit
 */
export async function fileDigest(file) {
  if (file.size > MAX_FILE) {
    throw new RangeError('a file of more than 1 GiB: use the command, strongroom check');
  }
  return sha256(await file.arrayBuffer());
}
