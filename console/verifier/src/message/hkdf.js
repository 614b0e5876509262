// SPDX-License-Identifier: Apache-2.0

import { concat } from '../bytes.js';

const HASH = 32;
const HMAC = { name: 'HMAC', hash: 'SHA-256' };

/** HKDF-Extract with SHA-256 (RFC 5869, 2.2). WebCrypto's own HKDF gives no pseudorandom key. */
export async function extract(salt, material) {
  // No salt is a salt of zeros, and WebCrypto takes no empty key.
  return hmac(salt.length === 0 ? new Uint8Array(HASH) : salt, material);
}

/** HKDF-Expand (2.3). */
export async function expand(prk, info, length) {
  let block = new Uint8Array(0);
  let all = block;
  for (let i = 1; all.length < length; i++) {
    block = await hmac(prk, concat(block, info, Uint8Array.of(i)));
    all = concat(all, block);
  }
  return all.slice(0, length);
}

async function hmac(key, message) {
  const { subtle } = globalThis.crypto;
  const imported = await subtle.importKey('raw', key, HMAC, false, ['sign']);
  return new Uint8Array(await subtle.sign('HMAC', imported, message));
}
