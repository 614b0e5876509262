// SPDX-License-Identifier: Apache-2.0

import { fromHex, hex, sha256, startsWith } from '../bytes.js';
import { fixedOf } from '../signature.js';
import { RefusedRelease } from './refused.js';

/** SubjectPublicKeyInfo up to the uncompressed point (RFC 5480, 2), by curve. */
const CURVES = [
  { namedCurve: 'P-256', hash: 'SHA-256', width: 32,
    info: fromHex('3059301306072a8648ce3d020106082a8648ce3d030107034200') },
  { namedCurve: 'P-384', hash: 'SHA-384', width: 48,
    info: fromHex('3076301006072a8648ce3d020106052b81040022036200') },
  { namedCurve: 'P-521', hash: 'SHA-512', width: 66,
    info: fromHex('30819b301006072a8648ce3d020106052b8104002303818600') },
];
const BEGIN = '-----BEGIN PUBLIC KEY-----';
const END = '-----END PUBLIC KEY-----';

/**
 * Reads the public key of whoever releases: PEM, on P-256, P-384 or P-521.
 * @returns a promise of `{id, curve}` for `verifyRelease`; `id` is the SHA-256 of the key's DER
 * @throws {RefusedRelease} `release.unsupported-key` if it is anything else
 */
export async function parseReleaseKey(pem) {
  const info = decoded(pem);
  const curve = CURVES.find((one) => info !== null && startsWith(info, one.info)
    && info.length === one.info.length + 1 + 2 * one.width);
  if (curve === undefined) {
    throw unsupported('not one public key on P-256, P-384 or P-521 in PEM');
  }
  try {
    const key = await globalThis.crypto.subtle.importKey('raw', info.slice(curve.info.length),
      { name: 'ECDSA', namedCurve: curve.namedCurve }, false, ['verify']);
    return Object.freeze({ id: hex(await sha256(info)), curve, key });
  } catch {
    throw unsupported(`no key on ${curve.namedCurve}, or this browser knows none`);
  }
}

function decoded(pem) {
  const lines = pem.split(/\r\n|\r|\n/).map((line) => line.trim());
  const from = lines.indexOf(BEGIN);
  const to = lines.indexOf(END);
  if (from < 0 || to < from || from !== lines.lastIndexOf(BEGIN)) {
    return null;
  }
  try {
    return Uint8Array.from(atob(lines.slice(from + 1, to).join('')), (one) => one.charCodeAt(0));
  } catch {
    return null;
  }
}

/** Whether the key made a signature, which is DER. */
export async function madeBy({ key, curve }, signature, message) {
  const fixed = fixedOf(signature, curve.width);
  return fixed !== null
    && globalThis.crypto.subtle.verify({ name: 'ECDSA', hash: curve.hash }, key, fixed, message);
}

function unsupported(message) {
  return new RefusedRelease('unsupported-key', message);
}
