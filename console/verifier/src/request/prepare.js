// SPDX-License-Identifier: Apache-2.0

import { base64url } from '../base64url.js';
import { sha256, utf8 } from '../bytes.js';
import { toBase64 } from '../receipt/base64.js';

const TAG = 'strongroom-vault';
const LABEL = 'strongroom';
const NONCE = 24;
const COMPONENTS = ['@method', '@path', '@query', 'content-digest', 'strongroom-epoch'];

const METHOD = /^[A-Z]{1,16}$/;
const PATH = /^\/[!"$-;=@-~]{0,2047}$/;
const QUERY = /^[!"$-~]{0,2048}$/;
const EPOCH = /^[!-~]{1,128}$/;
const KEY_ID = /^[!-~]{1,1400}$/;
const LONGEST_FIELD = 4096;

/** How a request is signed: the parameter `alg`. */
export const Algorithm = Object.freeze({
  ED25519: 'ed25519',
  P256: 'ecdsa-p256-sha256',
  SECP256K1: 'ecdsa-secp256k1-sha256',
  WEBAUTHN: 'webauthn',
});

/**
 * Prepares a request to a vault (docs/vault-people.md: one profile of RFC 9421) that a key or a
 * passkey is to sign.
 *
 * @param asked `method`, `path`, `query` (without the question mark), `body` (bytes), `epoch` of the
 *   enclave's boot, `algorithm`, `keyId`: `CURVE:HEX`, or a passkey's credential id in base64url
 * @param {object} [how] `now` (a Date), `lifetime` in seconds, of which a vault takes 120 at most,
 *   `nonce` for tests
 * @returns `{base, challenge, headers, withSignature(bytes), withPasskey(credential)}`: what a key
 *   signs, what a passkey signs, and the headers, each in an object by lower-case name
 * @throws {RangeError} if such a request can't be signed
 */
export async function prepareRequest(asked, how = {}) {
  const { method, path, query = '', body = new Uint8Array(0), epoch, algorithm, keyId } = asked;
  const { now = new Date(), lifetime = 60, nonce = random() } = how;
  demand(METHOD.test(method) && PATH.test(path) && QUERY.test(query),
    'a method, an absolute path and a query are needed');
  demand(EPOCH.test(epoch) && KEY_ID.test(keyId), "an epoch or a key's id that can't be one");
  demand(Object.values(Algorithm).includes(algorithm), 'not an algorithm for requests');
  const digest = `sha-256=:${toBase64(await sha256(body))}:`;
  const created = Math.floor(now.getTime() / 1000);
  const covered = `(${COMPONENTS.map(quoted).join(' ')})`
    + `;created=${created};expires=${created + lifetime};nonce=${quoted(base64url(nonce))}`
    + `;keyid=${quoted(keyId)};alg=${quoted(algorithm)};tag=${quoted(TAG)}`;
  const input = `${LABEL}=${covered}`;
  demand(input.length <= LONGEST_FIELD, 'a field that is too long');
  const values = [method, path, `?${query}`, digest, epoch];
  const lines = COMPONENTS.map((name, i) => `${quoted(name)}: ${values[i]}\n`);
  const base = utf8(`${lines.join('')}"@signature-params": ${covered}`);
  const headers = Object.freeze({
    'signature-input': input, 'content-digest': digest, 'strongroom-epoch': epoch });
  return Object.freeze({
    base,
    challenge: await sha256(base),
    headers,
    /** All headers, with a signature over `base`. */
    withSignature(signature) {
      return Object.freeze({ ...headers, signature: `${LABEL}=:${toBase64(signature)}:` });
    },
    /** All headers, with a passkey's assertion over `challenge`, as its `toJSON()` gives it. */
    withPasskey(credential) {
      return Object.freeze({
        ...headers, 'strongroom-passkey': base64url(utf8(JSON.stringify(credential))) });
    },
  });
}

function random() {
  return globalThis.crypto.getRandomValues(new Uint8Array(NONCE));
}

function quoted(text) {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function demand(good, message) {
  if (!good) {
    throw new RangeError(message);
  }
}
