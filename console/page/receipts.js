// SPDX-License-Identifier: Apache-2.0

import {
  FileChanged, fileDigest, hex, MalformedJson, MalformedReceipt, parseReceipt, parseReceiptPolicy,
  UNPROVEN, verifyAnswer, verifyReceipt,
} from './verifier/index.js';
import { checkLine, facts, made, place, showState } from './shown.js';
import { visit } from './visit.js';

/** By the part that it has: the receipt, the policy, and the file that is asked about. */
const chosen = new Map();

/** Takes files from the form, and whatever is dropped on the page. */
export function offerReceipts() {
  for (const id of ['receipt', 'receipt-policy', 'subject']) {
    place(id).addEventListener('change', () => {
      const [file] = place(id).files;
      choose(id, file);
    });
  }
  place('check').addEventListener('submit', (event) => {
    event.preventDefault();
    check();
  });
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    document.body.classList.add('dropping');
  });
  document.addEventListener('dragleave', () => document.body.classList.remove('dropping'));
  document.addEventListener('drop', async (event) => {
    event.preventDefault();
    document.body.classList.remove('dropping');
    await drop([...event.dataTransfer.files]);
  });
}

function choose(id, file) {
  if (file === undefined) {
    chosen.delete(id);
  } else {
    chosen.set(id, file);
  }
  if (id === 'receipt-policy') {
    believe(file);
  }
}

/** The log and proofs are judged by the policy as well. */
async function believe(file) {
  // Until it is read nothing is entered under another.
  visit.receiptProblem = "it isn't read yet";
  try {
    visit.believes(file === undefined ? null : await parseReceiptPolicy(await file.text()));
  } catch (error) {
    if (!(error instanceof MalformedJson)) {
      throw error;
    }
    visit.believes(null, error.message);
  }
}

/** Files tell what they are: a receipt by its name, a policy by its kind. */
async function drop(files) {
  for (const file of files) {
    choose(await part(file), file);
  }
  if (chosen.has('receipt')) {
    await check();
  }
}

async function part(file) {
  if (file.name.endsWith('.receipt.json')) {
    return 'receipt';
  }
  const policy = file.name.endsWith('.json') && file.size < 1 << 20
    && /"kind"\s*:\s*"receipt"/.test(await file.text());
  return policy ? 'receipt-policy' : 'subject';
}

async function check() {
  place('verify').disabled = true;
  clear();
  try {
    await checked();
  } catch (error) {
    if (!(error instanceof MalformedReceipt) && !(error instanceof MalformedJson)
        && !(error instanceof FileChanged)) {
      throw error;
    }
    state('refused', `REFUSED: ${error.message}`);
  } finally {
    place('verify').disabled = false;
  }
}

function clear() {
  place('receipt-simulated').hidden = true;
  place('receipt-more').hidden = true;
  for (const id of ['receipt-facts', 'receipt-checks', 'receipt-unproven']) {
    place(id).replaceChildren();
  }
}

function state(name, words) {
  showState('receipt-state', name, words);
}

async function checked() {
  const file = chosen.get('receipt');
  const policyFile = chosen.get('receipt-policy');
  if (file === undefined || policyFile === undefined) {
    state('unknown', file === undefined ? 'Choose a receipt.'
      : 'Choose a policy for receipts: without one nobody is believed.');
    return;
  }
  state('unknown', 'Checking…');
  const subject = chosen.get('subject');
  const digest = subject === undefined ? null : await fileDigest(subject);
  const receipt = parseReceipt(new Uint8Array(await file.arrayBuffer()));
  const policy = await parseReceiptPolicy(await policyFile.text());
  const judge = receipt.entry.kind === 'inference' ? verifyAnswer : verifyReceipt;
  show(await judge(receipt, { policy, digest }), file, subject, digest);
}

function show(verdict, file, subject, digest) {
  const failed = verdict.checks.find((one) => one.outcome === 'failed');
  const label = verdict.simulated ? 'SIMULATED. ' : '';
  const about = subject === undefined ? 'no file was compared with it' : `it is about ${subject.name}`;
  if (verdict.accepted) {
    state('accepted', `${label}ACCEPTED: ${about}.`);
  } else {
    state('refused', `${label}REFUSED: ${failed.name}: ${failed.detail}`);
  }
  place('receipt-simulated').hidden = !verdict.simulated;
  facts(place('receipt-facts'), [
    ['receipt', file.name],
    ['file', subject && `${subject.name}, SHA-256 ${hex(digest)}`],
    ['log', verdict.origin],
    ['entry', `${verdict.index} of ${verdict.size}`],
    ['not before', bound(verdict.time.notBefore)],
    ['not after', bound(verdict.time.notAfter)],
    ['PCR 0', verdict.measurements.get('pcr0')],
  ]);
  place('receipt-checks').replaceChildren(
    ...verdict.checks.map((one) => checkLine(one, UNPROVEN[one.name])));
  place('receipt-unproven').replaceChildren(
    ...verdict.unproven.map((sentence) => made('li', '', sentence)));
  place('receipt-more').hidden = verdict.unproven.length === 0;
}

/** A bound of time, for people; nothing if nobody vouches. */
export function bound(found) {
  return found && `${found.time}, says ${found.vouchedBy}`;
}
