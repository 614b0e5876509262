// SPDX-License-Identifier: Apache-2.0

import { concat, hex, sha384, utf8 } from './bytes.js';
import { signedEd25519 } from './ed25519.js';
import { appraise } from './appraise.js';
import { challengeOf, MalformedAnswer, parseKeyStatement } from './keys.js';

const PATH = '/.well-known/strongroom/attestation';
const NONCE = 32;
const LABEL = 36;
const SERVER = 1;
const BASE64 = '\\s*:\\s*"([A-Za-z0-9+/]*={0,2})"\\s*';
const FORM = new RegExp(`^\\s*\\{\\s*"version"\\s*:\\s*1\\s*,\\s*"statement"${BASE64},\\s*"evidence"${BASE64}`
  + `,\\s*"signature"${BASE64},\\s*"leafKey"${BASE64}\\}\\s*$`);
const MOST_TEXT = 540_672;

/** Of answers that were accepted: the statement, and since when. Nobody else can enter one. */
const ACCEPTED = new WeakMap();

/**
 * What an answer of this module binds, if it was accepted under a policy; else null.
 * @returns `{statement, since}`: bytes, and milliseconds since 1970 from before it was asked
 */
export function appraisedOf(answer) {
  return ACCEPTED.get(answer) ?? null;
}

/**
 * Asks an enclave for its evidence with a nonce made here, and judges the answer
 * (docs/attested-channel.md, section 8): evidence, the keys that it binds, and the attestation
 * key's signature over this nonce.
 *
 * What this can't show: that the enclave is at the other end of *this* connection. No page can see
 * its connection's key; `leafKeySha256` is what the enclave says of it, to be compared elsewhere.
 *
 * @param {string} origin such as `https://enclave.example`
 * @param asked `policy` as `parsePolicy` gives, or `anchors`; `now` and `fetch` for tests
 * @returns `{verdict, accepted, identityKey, messageKey, leafKeySha256, evidenceSha256, checks}`: the
 *   verdict's checks, and `channel.statement`, `channel.nonce`
 * @throws {MalformedAnswer} if it isn't an answer; {MalformedEvidence} if there is no document in it
 */
export async function appraiseLive(origin, asked = {}) {
  const { policy = null, anchors, now = () => new Date(), fetch = globalThis.fetch } = asked;
  const nonce = globalThis.crypto.getRandomValues(new Uint8Array(NONCE));
  const since = now().getTime();
  const response = await fetch(`${origin}${PATH}?nonce=${hex(nonce)}`, {
    cache: 'no-store', credentials: 'omit', redirect: 'error' });
  if (response.status !== 200) {
    throw new MalformedAnswer(`status ${response.status} instead of evidence`);
  }
  return appraiseAnswer(await response.text(), nonce, { policy, anchors, at: now(), since });
}

/** The same of an answer that was got before. */
export async function appraiseAnswer(text, nonce, { policy, anchors, at, since = at.getTime() }) {
  const { statement, evidence, signature, leafKey } = parse(text);
  const keys = parseKeyStatement(statement);
  const verdict = await appraise(evidence, {
    policy, anchors, at, challenge: policy === null ? {} : await challengeOf(statement) });
  const signed = await signedEd25519(
    keys.attestationKey, signature, await transcript(statement, evidence, leafKey, nonce));
  const checks = [...verdict.checks, await bound(verdict, statement), fresh(signed)];
  const answer = Object.freeze({
    verdict,
    accepted: verdict.accepted && signed === true
      && checks.every((check) => check.outcome !== 'failed'),
    identityKey: hex(keys.identityKey),
    messageKey: keys.messageKey,
    leafKeySha256: await digits(leafKey),
    evidenceSha256: await digits(evidence),
    checks: Object.freeze(checks),
  });
  if (answer.accepted) {
    ACCEPTED.set(answer, Object.freeze({ statement, since }));
  }
  return answer;
}

function parse(text) {
  const found = text.length > MOST_TEXT ? null : FORM.exec(text);
  if (found === null) {
    throw new MalformedAnswer('not an attestation of version 1');
  }
  const [statement, evidence, signature, leafKey] = found.slice(1).map(decoded);
  return { statement, evidence, signature, leafKey };
}

function decoded(base64) {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    throw new MalformedAnswer('not Base64');
  }
}

async function transcript(statement, evidence, leafKey, nonce) {
  const label = new Uint8Array(LABEL);
  label.set(utf8('strongroom https attestation v1'));
  return concat(label, Uint8Array.of(SERVER), await sha384(statement), await sha384(evidence),
    await sha384(leafKey), await sha384(nonce));
}

async function bound(verdict, statement) {
  const wanted = await challengeOf(statement);
  const holds = hex(verdict.publicKey ?? []) === hex(wanted.publicKey)
    && hex(verdict.userData ?? []) === hex(wanted.userData);
  return Object.freeze({
    name: 'channel.statement',
    stage: 'channel',
    outcome: holds ? 'passed' : 'failed',
    detail: holds ? "the evidence binds the enclave's keys"
      : "the evidence is about other keys than the answer's",
    reason: holds ? null : 'statement-not-bound',
  });
}

function fresh(signed) {
  const details = {
    true: 'the attestation key signed the nonce that this page made just now',
    false: 'the signature over the nonce is wrong: this answer was made for somebody else',
    null: 'this browser has no Ed25519: a recording would look the same',
  };
  return Object.freeze({
    name: 'channel.nonce',
    stage: 'channel',
    outcome: signed === true ? 'passed' : 'failed',
    detail: details[signed],
    reason: signed === true ? null : signed === null ? 'unverifiable' : 'signature-invalid',
  });
}

async function digits(bytes) {
  return hex(new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', bytes)));
}
