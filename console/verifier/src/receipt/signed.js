// SPDX-License-Identifier: Apache-2.0

import { signedEd25519 } from '../ed25519.js';

const KEY = 32;
const SIGNATURE = 64;

/** Whether a key signed a message by Ed25519; null where this browser's WebCrypto can't tell. */
export async function verifyEd25519(publicKey, signature, message) {
  return publicKey.length === KEY && signature.length === SIGNATURE
    && signedEd25519(publicKey, signature, message);
}
