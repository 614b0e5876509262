// SPDX-License-Identifier: Apache-2.0

const AES = 'AES-GCM';
const NONCE = 12;
const COUNTER = 8;

/** Of the tag that sealing adds. */
export const TAG = 16;

/**
 * AES-256-GCM for the chunks of one message, one after the other: which one it is stands in the
 * nonce, so that each opens in its own place only.
 */
export class SealedChunks {
  #key;
  #baseNonce;
  #count = 0n;

  constructor(key, baseNonce) {
    this.#key = key;
    this.#baseNonce = baseNonce;
  }

  static async of(key, baseNonce) {
    const imported = await globalThis.crypto.subtle.importKey(
      'raw', key, AES, false, ['encrypt', 'decrypt']);
    return new SealedChunks(imported, baseNonce);
  }

  /** Seals the next one. */
  async seal(frame, plaintext) {
    return new Uint8Array(
      await globalThis.crypto.subtle.encrypt(this.#next(frame), this.#key, plaintext));
  }

  /** Opens the next one; null if it isn't what was sealed there. */
  async open(frame, sealed) {
    const how = this.#next(frame);
    try {
      return new Uint8Array(await globalThis.crypto.subtle.decrypt(how, this.#key, sealed));
    } catch (error) {
      if (error.name === 'OperationError') {
        return null;
      }
      throw error;
    }
  }

  /** Counts before anything is awaited: no nonce is used twice. */
  #next(frame) {
    const iv = this.#baseNonce.slice();
    const count = new Uint8Array(COUNTER);
    new DataView(count.buffer).setBigUint64(0, this.#count++);
    count.forEach((byte, i) => {
      iv[NONCE - COUNTER + i] ^= byte;
    });
    return { name: AES, iv, additionalData: frame };
  }
}
