// SPDX-License-Identifier: Apache-2.0

import { fromHex } from '../bytes.js';
import { fromBase64 } from './base64.js';
import { parseInstant, showInstant } from './instant.js';

const HASH = 32;

/** Bytes from so many lower-case digits. */
export function hexBytes(node, length) {
  const digits = node.text;
  if (digits.length !== 2 * length || !/^[0-9a-f]*$/.test(digits)) {
    throw node.error(`${2 * length} lower-case hexadecimal digits are needed`);
  }
  return fromHex(digits);
}

/** A whole number from 0 on, of 53 bits at most, as a BigInt. */
export function wholeNumber(node) {
  if (!Number.isSafeInteger(node.value) || node.value < 0) {
    throw node.error(`a whole number from 0 to ${Number.MAX_SAFE_INTEGER} is needed`);
  }
  return BigInt(node.value);
}

/** The items of a list, possibly none. */
export function listOf(node, most) {
  if (!Array.isArray(node.value)) {
    throw node.error('a list is needed');
  }
  if (node.value.length > most) {
    throw node.error(`more than ${most} items`);
  }
  return node.value.length === 0 ? [] : node.items;
}

/** A path in a tree: possibly none, 32 bytes each. */
export function hashes(node, most) {
  return listOf(node, most).map((item) => base64Bytes(item, HASH));
}

/** Bytes from base 64, so many of them if a length is asked for. */
export function base64Bytes(node, length = null) {
  const bytes = fromBase64(node.text, node.place);
  if (length !== null && bytes.length !== length) {
    throw node.error(`${bytes.length} bytes instead of ${length}`);
  }
  return bytes;
}

/** A time in any form that says one. */
export function instantOf(node) {
  return parseInstant(node.text) ?? wrongTime(node);
}

/** A time in the one form in which enclaves write it. */
export function writtenInstant(node) {
  const instant = instantOf(node);
  return showInstant(instant) === node.text ? instant : wrongTime(node);
}

function wrongTime(node) {
  throw node.error('a time such as 2026-11-21T18:00:00Z is needed');
}
