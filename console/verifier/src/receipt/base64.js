// SPDX-License-Identifier: Apache-2.0

import { MalformedReceipt } from './malformed.js';

const FORM = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Bytes from base 64 (RFC 4648, 4) in the one form that encoders write: padded, no bits left over.
 *
 * @param what it is, for the complaint
 * @throws {MalformedReceipt} if an encoder would have written it otherwise
 */
export function fromBase64(text, what) {
  if (FORM.test(text)) {
    const binary = atob(text);
    if (btoa(binary) === text) {
      return Uint8Array.from(binary, (character) => character.charCodeAt(0));
    }
  }
  throw new MalformedReceipt(`${what} isn't base 64`);
}

/** Base 64 of bytes, padded. */
export function toBase64(bytes) {
  let binary = '';
  for (const byte of bytes) {
    binary += String.fromCharCode(byte);
  }
  return btoa(binary);
}
