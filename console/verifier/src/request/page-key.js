// SPDX-License-Identifier: Apache-2.0

import { concat, hex } from '../bytes.js';
import { Algorithm } from './prepare.js';

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' };
const SIGNING = { name: 'ECDSA', hash: 'SHA-256' };
const COORDINATE = 32;

/**
 * A key that a page signs requests with, for as long as the page is open. No script reads its
 * private half, this one neither: WebCrypto holds it.
 *
 * @returns `{algorithm, id, sign(base)}`
 */
export async function pageKey() {
  const { subtle } = globalThis.crypto;
  const { privateKey, publicKey } = await subtle.generateKey(CURVE, false, ['sign']);
  const point = new Uint8Array(await subtle.exportKey('raw', publicKey));
  return Object.freeze({
    algorithm: Algorithm.P256,
    id: `p256:${hex(compressed(point))}`,
    async sign(base) {
      return new Uint8Array(await subtle.sign(SIGNING, privateKey, base));
    },
  });
}

/** SEC 1, 2.3.3: the first coordinate, and whether the second is odd. */
function compressed(point) {
  const odd = point[point.length - 1] & 1;
  return concat(Uint8Array.of(2 + odd), point.subarray(1, 1 + COORDINATE));
}
