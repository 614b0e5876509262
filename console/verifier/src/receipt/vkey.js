// SPDX-License-Identifier: Apache-2.0

import { concat, equal, hex, sha256, utf8 } from '../bytes.js';
import { fromBase64 } from './base64.js';
import { MalformedReceipt } from './malformed.js';

/** What a key signs, and how (C2SP signed-note, "Signature types"; tlog-cosignature). */
export const KeyType = Object.freeze({
  ED25519: 0x01,
  COSIGNATURE_ED25519: 0x04,
  COSIGNATURE_ML_DSA_44: 0x06,
});

const LENGTHS = new Map([
  [KeyType.ED25519, 32], [KeyType.COSIGNATURE_ED25519, 32], [KeyType.COSIGNATURE_ML_DSA_44, 1312]]);
const NOT_IN_NAMES = /[+\p{Z}\p{Cc}]/u;

/** Whether a key may be called so: not empty, no Unicode spaces, no controls, no plus sign. */
export function isKeyName(name) {
  return name !== '' && !NOT_IN_NAMES.test(name);
}

/**
 * A public key with the name under which it signs notes.
 * @returns `{name, type, publicKey, id}`; null if no key can be called so
 */
export async function verifierKey(name, type, publicKey) {
  if (!isKeyName(name)) {
    return null;
  }
  const digest = await sha256(concat(utf8(`${name}\n`), Uint8Array.of(type), publicKey));
  return Object.freeze({ name, type, publicKey, id: hex(digest.subarray(0, 4)) });
}

/**
 * Reads a key in its text form, `NAME+ID+KEY`.
 * @throws {MalformedReceipt} if it isn't one of a known type, or names another id
 */
export async function parseVerifierKey(text) {
  const [name, id, ...rest] = text.split('+');
  if (rest.length === 0) {
    throw new MalformedReceipt('a key is written NAME+ID+KEY');
  }
  const material = fromBase64(rest.join('+'), 'the key');
  const type = material[0];
  if (!LENGTHS.has(type)) {
    throw new MalformedReceipt(`a key of unknown type ${type}`);
  }
  if (material.length !== 1 + LENGTHS.get(type)) {
    throw new MalformedReceipt(`a key of ${material.length - 1} bytes`);
  }
  const key = await verifierKey(name, type, material.slice(1));
  if (key === null) {
    throw new MalformedReceipt('the name of a key has neither spaces nor plus signs');
  }
  if (key.id !== id) {
    throw new MalformedReceipt(`the key's id is another than ${id}`);
  }
  return key;
}

/** Whether two are the same key under the same name. */
export function sameKey(one, other) {
  return one !== null && other !== null && one.name === other.name && one.type === other.type
    && equal(one.publicKey, other.publicKey);
}

/** For people. */
export function describeKey(key) {
  return `${key.name} (key ${key.id})`;
}
