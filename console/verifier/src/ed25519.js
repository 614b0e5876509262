// SPDX-License-Identifier: Apache-2.0

/**
 * Whether 64 bytes are a key's Ed25519 signature (RFC 8032).
 * @returns null where this browser's WebCrypto has no Ed25519
 */
export async function signedEd25519(publicKey, signature, message) {
  const { subtle } = globalThis.crypto;
  let key;
  try {
    key = await subtle.importKey('raw', publicKey, { name: 'Ed25519' }, false, ['verify']);
  } catch (error) {
    if (error.name === 'NotSupportedError') {
      return null;
    }
    return false;
  }
  return subtle.verify({ name: 'Ed25519' }, key, signature, message);
}
