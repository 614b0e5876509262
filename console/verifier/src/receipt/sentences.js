// SPDX-License-Identifier: Apache-2.0

import { showInstant } from './instant.js';

/** Of a receipt of an answer; `verifyAnswer` says what it compared instead. */
export const NOT_COMPARED = 'That what is said of model, back end and answer is true, or fits an answer'
  + ' that you have: it is shown here, and not compared.';

/** What a receipt doesn't show, in sentences for people. */
export function unprovenOf(question, simulated, time) {
  const { receipt, policy } = question;
  return Object.freeze([
    ...(simulated ? [
      'The enclave is SIMULATED: nothing keeps whoever runs it from doing what they like.'] : []),
    ...ofEntry(receipt.entry.kind),
    ...ofProgram(question),
    policy.witnesses.ignore !== undefined
      ? 'That the log shows everybody the same entries: the policy asks no witnesses.'
      : 'That the log shows everybody the same entries, if the witnesses of the quorum collude'
        + ' with it.',
    `That ${showInstant(time.stated)} is the entry's time: it is what the enclave's clock said.`,
    ...(time.notBefore === null
      ? ["That the entry isn't older than it says: nobody vouches for that."] : []),
    ...(time.notAfter === null
      ? ['That the entry existed before today: nobody vouches for that.'] : []),
    ...receipt.anchors.filter((anchor) => anchor.kind === 'dynamodb').map((row) =>
      `Anything by the row of table ${row.table}: it is its owner's to write.`),
  ]);
}

function ofEntry(kind) {
  if (kind === 'inference') {
    return [NOT_COMPARED];
  }
  return kind !== 'proof' ? [] : [
    'Who made the file, and that what is said of it is true: whoever had the digest entered'
      + ' chose name, title, message and metadata.',
    'That nobody had the same digest entered before, here or elsewhere.',
  ];
}

function ofProgram({ policy, enteredInEpoch }) {
  if (policy.enclave.ignore !== undefined) {
    return ['Which program keeps the log: the policy ignores the evidence.'];
  }
  return enteredInEpoch ? [] : [
    'Which program made the entry: the evidence speaks for a later one that took over the log.'];
}
