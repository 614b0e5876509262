// SPDX-License-Identifier: Apache-2.0

import { evaluate, Problem, witnessLine } from './quorum.js';

/**
 * Have enough witnesses cosigned the checkpoint?
 * @returns the bound `{time, vouchedBy}` by which the quorum saw it; null unless it did
 */
export async function checkWitnesses({ policy, checkpoint, latest }, checks) {
  const name = 'witness.quorum';
  const quorum = policy.witnesses.require;
  if (quorum === undefined) {
    checks.ignored(name, policy.witnesses.ignore);
    return null;
  }
  const { cosignatures, count, existedBy } = await evaluate(checkpoint.note, quorum, latest);
  const lines = cosignatures.map(witnessLine);
  if (count < quorum.threshold) {
    const said = lines.map((line) => `; ${line.name}: ${line.detail}`).join('');
    checks.fail(name, worst(cosignatures).code,
      `${count} of ${quorum.threshold} witnesses${said}; needed: ${quorum.threshold}`, lines);
    return null;
  }
  checks.pass(name, `${count} of ${quorum.witnesses}, needed: ${quorum.threshold}`, lines);
  return { time: existedBy, vouchedBy: `${quorum.threshold} of the policy's witnesses` };
}

/** The problem that says most: one that isn't just that a witness hasn't cosigned. */
function worst(cosignatures) {
  return cosignatures.map((one) => one.problem)
    .find((problem) => problem !== undefined && problem.code !== Problem.MISSING.code)
    ?? Problem.MISSING;
}
