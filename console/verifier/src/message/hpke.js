// SPDX-License-Identifier: Apache-2.0

import { allZero, concat, utf8 } from '../bytes.js';
import { expand, extract } from './hkdf.js';
import { MessageRefused } from './refused.js';
import { SealedChunks } from './sealed-chunks.js';

const X25519 = 'X25519';
const NOTHING = new Uint8Array(0);
const HASH = 32;
const KEY = 32;
const NONCE = 12;
const BASE_MODE = 0;

/** DHKEM(X25519, HKDF-SHA256) = 0x0020 (RFC 9180, 4.1). */
const KEM = concat(utf8('KEM'), Uint8Array.of(0, 0x20));

/** That KEM, HKDF-SHA256 = 0x0001, AES-256-GCM = 0x0002 (RFC 9180, 5.1). */
const SUITE = concat(utf8('HPKE'), Uint8Array.of(0, 0x20, 0, 0x01, 0, 0x02));

/** A new key to send with, used once. */
export async function ephemeralKey() {
  try {
    return await globalThis.crypto.subtle.generateKey({ name: X25519 }, false, ['deriveBits']);
  } catch (error) {
    if (error.name === 'NotSupportedError') {
      throw new MessageRefused('no-x25519', "this browser's WebCrypto has no X25519");
    }
    throw error;
  }
}

/**
 * The sender's end of HPKE in mode base (RFC 9180, 5.1.1).
 *
 * @param {Uint8Array} recipient the public key, 32 bytes
 * @param {CryptoKeyPair} ephemeral as `ephemeralKey` gives
 * @returns `{encapsulated, chunks, exported(label, length)}`: chunks seals, in order
 * @throws {MessageRefused} `no-message-key` if nothing can be encrypted to that key
 */
export async function sender(recipient, ephemeral, info) {
  const { subtle } = globalThis.crypto;
  const encapsulated = new Uint8Array(await subtle.exportKey('raw', ephemeral.publicKey));
  const secret = await sharedSecret(recipient, ephemeral, encapsulated);
  const context = concat(Uint8Array.of(BASE_MODE),
    await labeledExtract(SUITE, NOTHING, 'psk_id_hash', NOTHING),
    await labeledExtract(SUITE, NOTHING, 'info_hash', info));
  const prk = await labeledExtract(SUITE, secret, 'secret', NOTHING);
  const key = await labeledExpand(SUITE, prk, 'key', context, KEY);
  const baseNonce = await labeledExpand(SUITE, prk, 'base_nonce', context, NONCE);
  const exporter = await labeledExpand(SUITE, prk, 'exp', context, HASH);
  return Object.freeze({
    encapsulated,
    chunks: await SealedChunks.of(key, baseNonce),
    exported: (label, length) => labeledExpand(SUITE, exporter, 'sec', label, length),
  });
}

/** RFC 9180, 4.1: Encap. */
async function sharedSecret(recipient, ephemeral, encapsulated) {
  const { subtle } = globalThis.crypto;
  let point;
  try {
    const key = await subtle.importKey('raw', recipient, { name: X25519 }, false, []);
    point = new Uint8Array(
      await subtle.deriveBits({ name: X25519, public: key }, ephemeral.privateKey, 8 * KEY));
  } catch {
    point = null;
  }
  // A key of small order gives zeros, whoever computes: RFC 9180, 7.1.4.
  if (point === null || allZero(point)) {
    throw new MessageRefused('no-message-key', "the message key isn't a usable one");
  }
  const prk = await labeledExtract(KEM, NOTHING, 'eae_prk', point);
  return labeledExpand(KEM, prk, 'shared_secret', concat(encapsulated, recipient), HASH);
}

/** RFC 9180, 4: LabeledExtract and LabeledExpand. */
function labeledExtract(suite, salt, label, material) {
  return extract(salt, concat(utf8('HPKE-v1'), suite, utf8(label), material));
}

function labeledExpand(suite, prk, label, info, length) {
  const labeled = concat(Uint8Array.of(length >> 8, length), utf8('HPKE-v1'), suite, utf8(label), info);
  return expand(prk, labeled, length);
}
