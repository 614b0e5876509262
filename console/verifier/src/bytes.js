// SPDX-License-Identifier: Apache-2.0

/** Digits of bytes and back, and comparisons. Nothing here is secret. */

const DIGITS = /^([0-9a-f]{2})*$/i;

/** Lower-case hexadecimal digits. */
export function hex(bytes) {
  let text = '';
  for (const byte of bytes) {
    text += byte.toString(16).padStart(2, '0');
  }
  return text;
}

/**
 * The bytes that hexadecimal digits stand for.
 * @throws {RangeError} if they aren't an even number of digits
 */
export function fromHex(text) {
  if (!DIGITS.test(text)) {
    throw new RangeError('not an even number of hexadecimal digits');
  }
  return Uint8Array.from({ length: text.length / 2 }, (_, i) =>
    parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

export function equal(one, other) {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}

export function startsWith(bytes, prefix) {
  return bytes.length >= prefix.length && equal(bytes.subarray(0, prefix.length), prefix);
}

export function allZero(bytes) {
  return bytes.every((byte) => byte === 0);
}

export function concat(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function utf8(text) {
  return new TextEncoder().encode(text);
}

/** The text, or null if the bytes aren't well-formed UTF-8. */
export function asUtf8(bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

export async function sha256(bytes) {
  return new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', bytes));
}

export async function sha384(bytes) {
  return new Uint8Array(await globalThis.crypto.subtle.digest('SHA-384', bytes));
}
