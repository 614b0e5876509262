// SPDX-License-Identifier: Apache-2.0

import { NOT_COMPARED } from '../receipt/sentences.js';
import { verifyReceipt } from '../receipt/verify.js';
import { compare, Findings } from './findings.js';
import { checkPolicy } from './policy.js';
import { KIND } from './statement.js';

/**
 * Verifies the receipt of a model's answer (docs/inference-receipts.md, section 4), offline: it is
 * one of a ledger that the policy accepts, and about this request and this response. Receipts that
 * back ends have of their own aren't looked at: the command does that.
 *
 * @param receipt as `parseReceipt` gives
 * @param asked.policy as `parseReceiptPolicy` gives
 * @param [asked.exchange] `{salt, request, response}`, bytes: the salt that was sent, the request's
 *   body as it was sent, the response's as it came. Without it nothing of them is compared
 * @param [asked.digest] and {Date} [asked.at] as for `verifyReceipt`
 * @returns as `verifyReceipt`, with the checks of the answer behind those of the receipt, and
 *   `statement`: what the entry says, or null if it isn't about an answer
 */
export async function verifyAnswer(receipt, { policy, digest, exchange = null, at }) {
  const verdict = await verifyReceipt(receipt, { policy, digest, at });
  const findings = new Findings();
  let statement = null;
  if (receipt.entry.kind === KIND) {
    statement = await compare(
      receipt.entry, exchange, policy.inference?.incompleteAllowed ?? null, findings);
  } else {
    findings.fail('inference.entry', `an entry of kind ${receipt.entry.kind}`);
  }
  if (statement !== null && policy.inference !== null) {
    checkPolicy(statement, policy.inference, findings);
  }
  return Object.freeze({
    ...verdict,
    statement,
    accepted: verdict.accepted && findings.good,
    simulated: verdict.simulated || statement?.backend.evidence?.simulated === true,
    checks: Object.freeze([...verdict.checks, ...findings.all]),
    unproven: Object.freeze([
      ...verdict.unproven.filter((sentence) => sentence !== NOT_COMPARED),
      ...ofAnswer(statement, exchange)]),
  });
}

function ofAnswer(statement, exchange) {
  const sentences = exchange === null
    ? ['What was asked and answered: nothing was given to compare.'] : [];
  sentences.push('That the answer is right, or was computed from the request by this model: that is'
    + " the measured software's to do.");
  if (statement === null) {
    return sentences;
  }
  const { name, weights, evidence } = statement.backend;
  if (evidence?.simulated) {
    sentences.push(`Anything about the hardware of back end ${name}: its evidence is SIMULATED.`);
  }
  sentences.push(weights === null
    ? 'Which file of weights answered: nobody who is attested loaded it by a digest.'
    : 'That the file of weights is what its name says: only its digest is stated.');
  if (evidence !== null) {
    sentences.push(`What is behind back end ${name}: it gave no receipt of its own that is here.`);
  }
  return sentences;
}
