// SPDX-License-Identifier: Apache-2.0

import { hex, sha256 } from '../bytes.js';
import { MalformedJson } from '../json.js';

const DIGITS = /^[0-9a-f]*$/;
const DIGEST = 64;

/**
 * The place in a dossier that an entry says to have (docs/vault.md, section 6).
 *
 * @returns `{receipt, about, number, previous, digest}`: `previous` digits of the entry before, null
 *   of the first, `digest` those of this one; null if the entry doesn't say it as it should
 */
export async function placeOf(receipt) {
  const { content, encoded } = receipt.entry;
  try {
    const number = content.member('n').integer(1, Number.MAX_SAFE_INTEGER);
    const before = content.optional('previous');
    const previous = before === null ? null : digitsOf(before, DIGEST);
    const about = content.member('about').text;
    if ((previous !== null) === (number === 1)) {
      return null;
    }
    return Object.freeze({ receipt, about, number, previous, digest: hex(await sha256(encoded)) });
  } catch (error) {
    if (error instanceof MalformedJson) {
      return null;
    }
    throw error;
  }
}

/** Lower-case digits, so many of them. */
export function digitsOf(node, length) {
  const digits = node.text;
  if (digits.length !== length || !DIGITS.test(digits)) {
    throw node.error(`${length} lower-case hexadecimal digits are needed`);
  }
  return digits;
}
