// SPDX-License-Identifier: Apache-2.0

import { Line, NO_ED25519 } from './question.js';
import { describeKey, sameKey } from './vkey.js';

/**
 * Has the log signed the checkpoint, and does the policy know this log?
 * @returns the log's key that signed it, or null
 */
export async function checkLog(question, checks) {
  const { origin } = question.checkpoint;
  const named = (question.policy.logs.require ?? []).filter((key) => key.name === origin);
  const candidates = question.boundLogKey?.name === origin ? [...named, question.boundLogKey] : named;
  const lines = await Promise.all(candidates.map((key) => question.signed(key)));
  const signer = candidates[lines.indexOf(Line.GOOD)] ?? null;
  if (signer !== null) {
    checks.pass('log.signature', `by ${describeKey(signer)}`);
  } else if (lines.includes(Line.WRONG)) {
    checks.fail('log.signature', 'log-signature-wrong',
      "the signature that says to be the log's isn't");
  } else if (lines.includes(Line.UNVERIFIABLE)) {
    checks.fail('log.signature', 'unverifiable', NO_ED25519);
  } else {
    checks.fail('log.signature', 'log-signature-missing', `no signature of a known key of ${origin}`);
  }
  logKey(question, named, signer, checks);
  return signer;
}

function logKey({ policy, checkpoint }, named, signer, checks) {
  if (policy.logs.ignore !== undefined) {
    checks.ignored('log.key', policy.logs.ignore);
  } else if (named.length === 0) {
    checks.fail('log.key', 'log-not-accepted', `the policy names no key of ${checkpoint.origin}`);
  } else if (signer === null) {
    checks.skip('log.key', "no signature of the log's holds");
  } else if (named.some((key) => sameKey(key, signer))) {
    checks.pass('log.key', 'named by the policy');
  } else {
    checks.fail('log.key', 'log-not-accepted',
      `the policy names another key than ${describeKey(signer)}`);
  }
}
