// SPDX-License-Identifier: Apache-2.0

import { equal } from '../bytes.js';
import { bindingOf } from './epoch-entry.js';
import { entryLeaf } from './entry.js';
import { checkEvidence, judgeEvidence } from './evidence-checks.js';
import { rootBefore, rootOf } from './merkle.js';
import { isFrom } from './note.js';
import { Line, NO_ED25519 } from './question.js';
import { describeKey, sameKey } from './vkey.js';

/**
 * Did the program that the evidence speaks for sign this checkpoint?
 *
 * @param signer the log's key that signed the checkpoint, or null
 * @returns `{verdict, simulated}`: the evidence's if the policy accepts it, else null; whether
 *   receipt or evidence says that the enclave is a simulated one
 */
export async function checkEpoch(question, signer, checks) {
  await inclusion(question, checks);
  await signature(question, checks);
  logKey(question, signer, checks);
  const binding = await bindingOf(question.statement);
  const finding = await judgeEvidence(question, binding);
  bound(question, binding, finding, checks);
  const verdict = checkEvidence(question, finding, checks);
  entered(question, checks);
  return { verdict, simulated: question.receipt.simulated || finding.verdict?.simulated === true };
}

async function inclusion({ receipt, statement, checkpoint }, checks) {
  const { entry, inclusion: path } = receipt.epoch;
  const proof = { index: statement.index, size: checkpoint.size, path };
  const { root, problem } = await rootOf(await entryLeaf(entry, null), proof);
  if (root === undefined || !equal(root, checkpoint.root)) {
    checks.fail('epoch.inclusion', 'epoch-not-in-tree', "the epoch's entry: "
      + (problem ?? `the path from leaf ${proof.index} leads to another root`));
    checks.skip('epoch.previous-root', "the epoch's entry isn't in the tree");
    return;
  }
  checks.pass('epoch.inclusion', `leaf ${proof.index} of ${proof.size}`);
  if (equal(await rootBefore(proof), statement.previousRoot)) {
    checks.pass('epoch.previous-root',
      `the enclave took over this very tree of ${proof.index} leaves`);
  } else {
    checks.fail('epoch.previous-root', 'previous-root-differs',
      `the enclave took over another tree of ${proof.index} leaves`);
  }
}

async function signature(question, checks) {
  const name = 'epoch.signature';
  const key = question.epochKey;
  switch (key === null ? Line.MISSING : await question.signed(key)) {
    case Line.GOOD:
      checks.pass(name, `by ${describeKey(key)}`);
      break;
    case Line.WRONG:
      checks.fail(name, 'epoch-signature-wrong', "the signature that says to be the epoch's isn't");
      break;
    case Line.UNVERIFIABLE:
      checks.fail(name, 'unverifiable', NO_ED25519);
      break;
    default:
      checks.fail(name, 'epoch-signature-missing',
        `the key of the epoch that began at leaf ${question.statement.index} hasn't signed`);
  }
}

function logKey(question, signer, checks) {
  const name = 'epoch.log-key';
  if (question.statement.origin !== question.checkpoint.origin) {
    checks.fail(name, 'origin-differs', "the epoch is another log's");
  } else if (signer === null ? signedByAnother(question) : !sameKey(signer, question.boundLogKey)) {
    checks.fail(name, 'bound-key-differs',
      'the checkpoint is signed by another key than the log key that the enclave names');
  } else if (signer === null) {
    checks.skip(name, "no signature of the log's holds");
  } else {
    checks.pass(name, 'the key that signed is the one that the enclave names');
  }
}

function signedByAnother({ checkpoint, boundLogKey }) {
  return checkpoint.note.signatures.some((line) =>
    line.name === checkpoint.origin && (boundLogKey === null || !isFrom(line, boundLogKey)));
}

function bound({ policy, statement }, binding, { verdict }, checks) {
  const name = 'epoch.binding';
  if (policy.enclave.ignore !== undefined) {
    checks.ignored(name, policy.enclave.ignore);
  } else if (verdict === null) {
    checks.skip(name, 'there is no evidence');
  } else if (!equal(verdict.publicKey ?? [], statement.epochKey)) {
    checks.fail(name, 'evidence-binds-another-key',
      "the evidence is about another key than the epoch's");
  } else if (!equal(verdict.userData ?? [], binding)) {
    checks.fail(name, 'evidence-binds-another-statement',
      "the evidence is about another statement than the epoch's");
  } else {
    checks.pass(name, "the evidence is about this epoch's key, log and place");
  }
}

function entered(question, checks) {
  const name = 'epoch.entry';
  const { policy, receipt, statement } = question;
  if (question.enteredInEpoch) {
    checks.pass(name, 'entered in the epoch of which the evidence speaks');
    return;
  }
  const detail = `leaf ${receipt.index} is older than the epoch that began at leaf ${statement.index}`;
  if (policy.enclave.ignore !== undefined) {
    checks.ignored(name, policy.enclave.ignore);
  } else if (policy.earlierEpochsAllowed !== null) {
    checks.pass(name, `${detail}; allowed: ${policy.earlierEpochsAllowed}`);
  } else {
    checks.fail(name, 'entered-before-epoch', detail);
  }
}
