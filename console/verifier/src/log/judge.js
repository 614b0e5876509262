// SPDX-License-Identifier: Apache-2.0

import { equal, hex, utf8 } from '../bytes.js';
import { parseDocument } from '../document.js';
import { JsonNode, MalformedJson } from '../json.js';
import { MalformedEvidence } from '../malformed.js';
import { entryOf } from '../receipt/entry.js';
import { epochOf } from '../receipt/epoch-entry.js';
import { MalformedReceipt } from '../receipt/malformed.js';
import { isFrom } from '../receipt/note.js';
import { verifyEd25519 } from '../receipt/signed.js';
import { parseVerifierKey } from '../receipt/vkey.js';
import { verifyReceipt } from '../receipt/verify.js';
import { inclusionPath } from './proofs.js';

const MEMBERS = ['origin', 'key', 'simulated', 'epoch'];
const PROGRAM = [0, 1, 2];
const NOBODY = 'nobody said which program is expected';

/**
 * Reads what a notary says of its log's key (`GET /v1/log/key`); nothing is verified but that it
 * doesn't contradict itself.
 * @returns `{text, key, simulated, epoch}`
 * @throws {MalformedReceipt} if it does, or isn't well formed
 */
export async function parseLogKey(text) {
  try {
    const node = JsonNode.parse(text);
    node.only(MEMBERS);
    const written = node.member('key').text;
    const key = await parseVerifierKey(written);
    const simulated = node.member('simulated').flag;
    const epoch = epochOf(entryOf(node.member('epoch')));
    if (node.member('origin').text !== key.name || epoch.statement.origin !== key.name
        || !equal(epoch.statement.logKey, key.publicKey)) {
      throw node.error("the epoch's statement names another key");
    }
    return Object.freeze({ text: written, key, simulated, epoch });
  } catch (error) {
    throw error instanceof MalformedJson
      ? new MalformedReceipt(`the log's key: ${error.message}`) : error;
  }
}

/** Whether the log's own key signed a checkpoint, and no line that says so is wrong. */
export async function signedByLog({ key }, { origin, note }) {
  const lines = note.signatures.filter((line) => isFrom(line, key));
  const good = await Promise.all(
    lines.map((line) => verifyEd25519(key.publicKey, line.value, utf8(note.text))));
  return origin === key.name && good.length > 0 && good.every((one) => one === true);
}

/**
 * Judges a log's checkpoint: by all checks of a receipt, of the entry with which the epoch began.
 * So it shows that the log's key signed it, that evidence binds this key, and that the same boot
 * signed it.
 *
 * @param said as `parseLogKey` gives
 * @param checkpoint as `parseCheckpoint` gives
 * @param asked.hashes a reader of the tree's hashes
 * @param asked.policy that the epoch's evidence has to satisfy, or null: then nothing is shown of
 *   the program
 * @param asked.receipts a policy for receipts, whose logs and witnesses are asked for, or null
 * @returns the verdict of `verifyReceipt`
 */
export async function judgeCheckpoint(said, checkpoint, { hashes, policy, receipts, at }) {
  const { epoch, simulated } = said;
  const { index } = epoch.statement;
  const inclusion = index < checkpoint.size ? await inclusionPath(index, checkpoint.size, hashes) : [];
  const receipt = {
    simulated,
    entry: epoch.entry,
    salt: null,
    index,
    inclusion,
    checkpoint,
    epoch: { ...epoch, inclusion },
    coseSignature: null,
    anchors: [],
    manifest: null,
  };
  return verifyReceipt(receipt, { at, policy: logPolicy(policy, receipts) });
}

/** @param policy of the program; @param receipts whose logs and witnesses count, or null */
export function logPolicy(policy, receipts = null) {
  const why = { ignore: 'no policy for receipts names any' };
  return {
    logs: receipts?.logs ?? why,
    // An epoch's evidence is bound to its statement, and to no nonce.
    enclave: policy === null ? { ignore: NOBODY }
      : { require: { ...policy, nonce: { ignore: 'an epoch has no nonce' } } },
    earlierEpochsAllowed: null,
    witnesses: receipts?.witnesses ?? why,
    timestamps: { ignore: 'a page asks for none' },
    time: { ignore: 'of any time' },
  };
}

/**
 * Whether the log's epoch is of the very enclave that answered with this verdict: one module, one
 * program.
 * @returns a check in the form of the verdict's
 */
export function sameEnclave({ epoch }, verdict) {
  const differing = difference(epoch.evidence, verdict);
  return Object.freeze({
    name: 'log.enclave',
    outcome: differing === null ? 'passed' : 'failed',
    detail: differing ?? `the log's epoch is of the enclave that answered, ${verdict.moduleId}`,
    reason: differing === null ? null : 'another-enclave',
    lines: [],
  });
}

function difference(evidence, verdict) {
  let document;
  try {
    document = parseDocument(evidence);
  } catch (error) {
    if (error instanceof MalformedEvidence) {
      return error.message;
    }
    throw error;
  }
  if (document.moduleId !== verdict.moduleId) {
    return `the log's epoch is of ${document.moduleId}, ${verdict.moduleId} answered: ask again if it`
      + ' was started anew';
  }
  const other = PROGRAM.find((index) =>
    hex(document.pcrs.get(index) ?? []) !== hex(verdict.pcrs.get(index) ?? []));
  return other === undefined ? null : `PCR ${other} of the log's epoch is another`;
}
