// SPDX-License-Identifier: Apache-2.0

import { checkAccepted } from './accepted.js';
import { CheckList } from './checks.js';
import { parseDocument } from './document.js';
import { checkGenuine, debugMode, moduleIdOf } from './genuine.js';
import { AWS_ROOT_G1 } from './policy.js';

/**
 * Judges an attestation document of an AWS Nitro Enclave, or of a simulated device in that form,
 * by named checks. Nothing is fetched; the verdict is as good as the pinned roots and the clock.
 *
 * @param {Uint8Array} evidence the document
 * @param {object} [asked]
 * @param asked.policy as `parsePolicy` gives; without one nothing is ever `accepted`
 * @param asked.anchors the pinned roots where there is no policy; default: AWS's
 * @param asked.challenge `nonce`, `publicKey`, `userData`: what the document has to hold, bytes
 * @param {Date|'document'} [asked.at] when it is judged: a time, or the document's own; default: now
 * @returns `{kind, genuine, accepted, simulated, debug, at, moduleId, pcrs, publicKey, userData,
 *   nonce, checks}`. Claims are only worth something if `accepted`.
 * @throws {MalformedEvidence} if the bytes aren't a document: there is nothing to judge
 */
export async function appraise(evidence, asked = {}) {
  const { policy = null, challenge = {}, at = new Date() } = asked;
  const document = parseDocument(evidence);
  const archived = at === 'document';
  const instant = archived ? document.timestamp : BigInt(at.getTime());
  const checks = new CheckList();
  const anchors = policy?.anchors ?? asked.anchors ?? [AWS_ROOT_G1];
  const simulated = await checkGenuine(document, anchors, instant, checks);
  const genuine = checks.failures === 0;
  checks.enter('platform');
  checks.skip('platform.status', 'Nitro evidence reports none');
  checks.enter('policy');
  if (policy !== null) {
    await checkAccepted(document, policy, challenge, instant, archived, checks);
  }
  return Object.freeze({
    kind: document.kind,
    genuine,
    accepted: policy !== null && checks.failures === 0,
    simulated,
    debug: debugMode(document),
    at: instant,
    made: document.timestamp,
    moduleId: document.moduleId,
    instance: moduleIdOf(document.moduleId)?.instance ?? null,
    pcrs: document.pcrs,
    publicKey: document.publicKey ?? null,
    userData: document.userData ?? null,
    nonce: document.nonce ?? null,
    checks: checks.all,
  });
}
