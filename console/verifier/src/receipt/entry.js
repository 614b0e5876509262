// SPDX-License-Identifier: Apache-2.0

import { concat, sha256, utf8 } from '../bytes.js';
import { JsonNode } from '../json.js';
import { canonicalJson } from './canonical.js';
import { writtenInstant } from './fields.js';
import { MalformedReceipt } from './malformed.js';
import { leafHash } from './merkle.js';

const MAX_LENGTH = 60_000;
const MAX_DEPTH = 10;
const COMMITTED = Uint8Array.of(1);
const OPEN = Uint8Array.of(2);
const LABEL = utf8('strongroom entry v1\0');
const SALT_LABEL = utf8('strongroom salt v1\0');

/**
 * Reads an entry (docs/receipt.md, section 2) that stands in other JSON, laid out in any way.
 *
 * @returns `{kind, time, content, text, encoded}`: time in nanoseconds, content a `JsonNode`, text
 *   and bytes canonical, which is what the log commits to
 * @throws {MalformedReceipt} if it can't be one
 */
export function entryOf(node) {
  const content = new JsonNode(node.value, 'entry');
  // Refuses what isn't an object.
  const kind = content.member('kind').text;
  if (depth(node.value) > MAX_DEPTH) {
    throw new MalformedReceipt('an entry that is too deep');
  }
  const text = canonical(node.value);
  const encoded = utf8(text);
  if (encoded.length > MAX_LENGTH) {
    throw new MalformedReceipt(`an entry of ${encoded.length} bytes`);
  }
  const time = writtenInstant(content.member('time'));
  return Object.freeze({ kind, time, content, text, encoded });
}

function canonical(value) {
  try {
    return canonicalJson(value);
  } catch (error) {
    throw new MalformedReceipt(`the entry: ${error.message}`);
  }
}

function depth(value) {
  const inner = value instanceof Map ? [...value.values()] : Array.isArray(value) ? value : null;
  return inner === null ? 0 : 1 + inner.reduce((most, one) => Math.max(most, depth(one)), 0);
}

/**
 * The hash of an entry's leaf (section 3).
 * @param salt 32 bytes with which the leaf commits to it; null if the leaf is open
 */
export async function entryLeaf(entry, salt) {
  return leafHash(salt === null ? concat(OPEN, entry.encoded)
    : concat(COMMITTED, await sha256(concat(LABEL, salt, entry.encoded))));
}

/** The salt of one of several entries that were made together, by its position among them. */
export function saltOf(seed, position) {
  const number = new DataView(new ArrayBuffer(4));
  number.setUint32(0, position);
  return sha256(concat(SALT_LABEL, seed, new Uint8Array(number.buffer)));
}
