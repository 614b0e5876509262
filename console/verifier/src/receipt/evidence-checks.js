// SPDX-License-Identifier: Apache-2.0

import { appraise } from '../appraise.js';
import { MalformedEvidence } from '../malformed.js';
import { showInstant } from './instant.js';

const MILLISECOND = 1_000_000n;

/** When evidence was made, in nanoseconds. */
export function madeAt(verdict) {
  return verdict.made * MILLISECOND;
}

/**
 * Judges an epoch's evidence at its own time: receipts don't age.
 *
 * @param binding what its user data have to be
 * @returns `{verdict, problem}`, one of them null: bytes that aren't evidence have no verdict
 */
export async function judgeEvidence({ policy, receipt, statement }, binding) {
  const asked = policy.enclave.require ?? null;
  // What it is bound to is a check of the receipt's own; it is told to a policy only that insists.
  const challenge = {};
  if (asked?.publicKey.require !== undefined) {
    challenge.publicKey = statement.epochKey;
  }
  if (asked?.userData.require !== undefined) {
    challenge.userData = binding;
  }
  try {
    const verdict = await appraise(receipt.epoch.evidence,
      { policy: asked, anchors: [], challenge, at: 'document' });
    return { verdict, problem: null };
  } catch (error) {
    if (error instanceof MalformedEvidence) {
      return { verdict: null, problem: error.message };
    }
    throw error;
  }
}

/**
 * Is the epoch's evidence good, and do receipt and evidence agree on whether it is simulated?
 * @returns the evidence's verdict if the policy accepts it, else null
 */
export function checkEvidence({ policy, receipt }, finding, checks) {
  const accepted = evidence(policy.enclave, finding, checks);
  simulated(receipt.simulated, finding, checks);
  return accepted ? finding.verdict : null;
}

function evidence(enclave, { verdict, problem }, checks) {
  const name = 'epoch.evidence';
  if (enclave.ignore !== undefined) {
    checks.ignored(name, enclave.ignore);
    return false;
  }
  if (verdict === null) {
    checks.fail(name, 'evidence-malformed', problem);
    return false;
  }
  const lines = verdict.checks.map((check) =>
    ({ name: check.name, outcome: check.outcome, detail: check.detail }));
  if (verdict.simulated && !enclave.require.anchors.some((anchor) => anchor.simulated)) {
    checks.fail(name, 'simulated-epoch',
      'the enclave is SIMULATED, and the policy names no simulated root', lines);
    return false;
  }
  if (!verdict.accepted) {
    const first = verdict.checks.find((check) => check.outcome === 'failed');
    checks.fail(name, first.reason, first.detail, lines);
    return false;
  }
  checks.pass(name,
    `${verdict.kind}, judged at its own time, ${showInstant(madeAt(verdict))}`, lines);
  return true;
}

function simulated(said, { verdict }, checks) {
  if (verdict === null) {
    checks.skip('simulated', 'there is no evidence');
  } else if (verdict.simulated && said) {
    checks.pass('simulated', 'SIMULATED, and the receipt says so');
  } else if (verdict.simulated) {
    checks.fail('simulated', 'simulated-differs', 'the enclave is SIMULATED; the receipt denies it');
  } else if (!verdict.genuine) {
    checks.skip('simulated', "the evidence wasn't found genuine");
  } else if (said) {
    checks.fail('simulated', 'simulated-differs',
      "the receipt says SIMULATED; the evidence doesn't");
  } else {
    checks.pass('simulated', 'no');
  }
}
