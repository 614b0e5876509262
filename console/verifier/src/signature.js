// SPDX-License-Identifier: Apache-2.0

import { fromHex, startsWith } from './bytes.js';
import { DerReader, Tag } from './der.js';

/** SubjectPublicKeyInfo of P-384 up to the uncompressed point (RFC 5480, 2). */
const P384_INFO = fromHex('3076301006072a8648ce3d020106052b81040022036200');
const POINT = 97;
const NUMBER = 48;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-384' };

/** Whether it is the SubjectPublicKeyInfo of an uncompressed point of P-384. */
export function isP384(info) {
  return info.length === P384_INFO.length + POINT && startsWith(info, P384_INFO)
    && info[P384_INFO.length] === 0x04;
}

/** The key; null if the point isn't on its curve. */
export async function p384Key(info) {
  try {
    const point = info.slice(P384_INFO.length);
    return await globalThis.crypto.subtle.importKey('raw', point, ALGORITHM, false, ['verify']);
  } catch {
    return null;
  }
}

/** Whether 96 bytes, r and then s, are a key's ECDSA signature with SHA-384. */
export async function signedFixed(key, signature, message) {
  return signature.length === 2 * NUMBER && globalThis.crypto.subtle.verify(
    { name: 'ECDSA', hash: 'SHA-384' }, key, signature.slice(), message.slice());
}

/** The same of a signature in DER (RFC 3279, 2.2.3). */
export async function signedDer(key, signature, message) {
  const fixed = fixedOf(signature, NUMBER);
  return fixed !== null && signedFixed(key, fixed, message);
}

/** `r` and then `s`, so many bytes each, from DER; null if it isn't a signature. */
export function fixedOf(signature, width) {
  try {
    const outer = new DerReader(signature);
    const numbers = outer.enter(Tag.SEQUENCE);
    outer.end();
    const fixed = new Uint8Array(2 * width);
    for (const end of [width, 2 * width]) {
      const number = numbers.integer(width + 1);
      if (number[0] >= 0x80 || (number.length > width && number[0] !== 0)) {
        return null;
      }
      const digits = number.length > width ? number.subarray(1) : number;
      fixed.set(digits, end - digits.length);
    }
    numbers.end();
    return fixed;
  } catch {
    return null;
  }
}
