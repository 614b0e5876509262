// SPDX-License-Identifier: Apache-2.0

import { Algorithm, canonicalJson } from './verifier/index.js';

/** A request is good for a minute. */
const PATIENCE = 50_000;
const CHALLENGE = 32;

/** Why passkeys of a relying party can't be used in this page; null if they can. */
export function whyNoPasskeys(relyingParty) {
  const credential = globalThis.PublicKeyCredential;
  if (relyingParty === null) {
    return 'this vault takes no passkeys: its measured settings name no relying party';
  }
  if (credential?.parseCreationOptionsFromJSON === undefined) {
    return 'this browser has no passkeys, or is too old for them';
  }
  const host = globalThis.location.hostname;
  return host === relyingParty || host.endsWith(`.${relyingParty}`) ? null
    : `this vault's passkeys are for ${relyingParty}, and browsers use them on no other site's pages`;
}

/** Makes a passkey. @param options of the vault's, as `JsonNode` @returns what the vault reads */
export async function makePasskey(options) {
  const plain = JSON.parse(canonicalJson(options.value));
  const made = await navigator.credentials.create({
    publicKey: globalThis.PublicKeyCredential.parseCreationOptionsFromJSON(
      { ...plain, timeout: PATIENCE }),
  });
  const { id, response } = made.toJSON();
  const { clientDataJSON, attestationObject } = response;
  return { id, rawId: id, type: 'public-key', response: { clientDataJSON, attestationObject } };
}

/** Which passkey the visitor chooses; nothing is asked for with it. */
export async function choosePasskey(relyingParty) {
  const challenge = globalThis.crypto.getRandomValues(new Uint8Array(CHALLENGE));
  const chosen = await navigator.credentials.get({
    publicKey: { rpId: relyingParty, challenge, userVerification: 'required', timeout: PATIENCE },
  });
  return chosen.id;
}

/** Signs requests by a passkey; the visitor is asked each time. */
export function passkeySigner(relyingParty, keyId) {
  return {
    algorithm: Algorithm.WEBAUTHN,
    keyId,
    async sign(prepared) {
      const options = globalThis.PublicKeyCredential.parseRequestOptionsFromJSON({
        rpId: relyingParty,
        challenge: '',
        allowCredentials: [{ type: 'public-key', id: keyId }],
        userVerification: 'required',
        timeout: PATIENCE,
      });
      const signed = await navigator.credentials.get(
        { publicKey: { ...options, challenge: prepared.challenge } });
      const { id, response } = signed.toJSON();
      const { clientDataJSON, authenticatorData, signature, userHandle } = response;
      return prepared.withPasskey({
        id,
        rawId: id,
        type: 'public-key',
        response: {
          clientDataJSON, authenticatorData, signature, ...(userHandle ? { userHandle } : {}) },
      });
    },
  };
}

/** Signs requests by a key of this page's. */
export function pageSigner(key) {
  return {
    algorithm: key.algorithm,
    keyId: key.id,
    sign: async (prepared) => prepared.withSignature(await key.sign(prepared.base)),
  };
}
