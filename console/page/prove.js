// SPDX-License-Identifier: Apache-2.0

import {
  FileChanged, hex, logPolicy, MalformedReceipt, parseReceipt, receiptText, UNPROVEN, verifyReceipt,
} from './verifier/index.js';
import { NotaryRefused, onceKey, prove } from './notary.js';
import { droppedOf, filesOf, folderOf, hashed, lengthOf, Unprovable } from './prove-files.js';
import { bound } from './receipts.js';
import { checkLine, facts, made, place, saved, showState } from './shown.js';
import { visit } from './visit.js';

/** Of files that were chosen one by one: each has a receipt to be saved. */
const MOST = 100;

/** What was hashed, `{name, digest, manifest}` each, and the key under which it is entered once. */
let ready = { provable: [], once: null };

/** Counts what was chosen: of two choices only the later is hashed to its end. */
let choices = 0;

/** Takes files and folders, hashes them, and has them entered when the visitor says so. */
export function offerProofs() {
  if (visit.copy) {
    place('prove-form').hidden = true;
    place('prove-copy').hidden = false;
    return;
  }
  place('prove-files').addEventListener('change', () => {
    place('prove-folder').value = '';
    hash(filesOf(place('prove-files').files));
  });
  place('prove-folder').addEventListener('change', () => {
    place('prove-files').value = '';
    hash(folderOf(place('prove-folder').files));
  });
  for (const id of ['prove-files', 'prove-folder']) {
    // Else a browser wouldn't tell that the same file is chosen again, which may have changed.
    place(id).addEventListener('click', () => { place(id).value = ''; });
  }
  const zone = place('prove-drop');
  zone.addEventListener('drop', async (event) => {
    event.preventDefault();
    // Elsewhere on the page files are dropped to be checked.
    event.stopPropagation();
    document.body.classList.remove('dropping');
    await guarded(async () => hash(await droppedOf(event.dataTransfer)));
  });
  place('prove-form').addEventListener('submit', (event) => {
    event.preventDefault();
    guarded(send);
  });
}

function say(name, words) {
  showState('prove-state', name, words);
}

/** What is wrong with files, answers and receipts is said; anything else is a mistake in the page. */
async function guarded(act) {
  try {
    await act();
  } catch (error) {
    if (error instanceof NotaryRefused) {
      say('refused', `The enclave gives no receipt: ${error.code}: ${error.message}.`);
    } else if (error instanceof FileChanged || error instanceof Unprovable
        || error instanceof MalformedReceipt || error instanceof DOMException) {
      say('refused', `REFUSED: ${error.message}`);
    } else {
      throw error;
    }
  } finally {
    place('prove-send').disabled = ready.provable.length === 0;
  }
}

function hash(sources) {
  const choice = ++choices;
  ready = { provable: [], once: null };
  place('prove-send').disabled = true;
  place('prove-digests').replaceChildren();
  return guarded(async () => {
    try {
      await hashing(sources, choice);
    } catch (error) {
      // What is wrong with an earlier choice nobody wants to know.
      if (choice === choices) {
        throw error;
      }
    } finally {
      place('prove-progress').hidden = choice === choices || place('prove-progress').hidden;
    }
  });
}

async function hashing(sources, choice) {
  if (sources.length > MOST) {
    throw new Unprovable(`more than ${MOST} files at once: take their folder, which has one receipt`);
  }
  const provable = await hashedAll(sources, choice);
  if (choice === choices && provable.length > 0) {
    ready = { provable, once: onceKey() };
    say('unknown', 'Hashed here. Nothing was sent yet.');
    place('prove-digests').replaceChildren(...provable.map(({ name, digest, manifest }) =>
      made('li', '', `${name}${manifest === null ? '' : `, ${manifest.files.size} files`}:`
        + ` SHA-256 ${hex(digest)}`)));
  }
}

async function hashedAll(sources, choice) {
  const bar = place('prove-progress');
  const all = lengthOf(sources);
  let done = 0;
  bar.value = 0;
  bar.hidden = sources.length === 0;
  const provable = [];
  for (const source of sources) {
    say('unknown', `Hashing ${source.name}…`);
    provable.push(await hashed(source, (count) => {
      done += count;
      if (choice === choices) {
        bar.value = all === 0 ? 1 : done / all;
      }
    }));
    if (choice !== choices) {
      break;
    }
  }
  return provable;
}

/** Why nothing is sent, or null. */
function unsent() {
  if (visit.policy === null) {
    return "say above what you expect to run here, so that it isn't just anybody";
  }
  if (visit.answer?.accepted !== true) {
    return "the enclave isn't accepted";
  }
  return visit.receiptProblem === null ? null
    : `the policy for receipts can't be read: ${visit.receiptProblem}`;
}

async function send() {
  const { provable, once } = ready;
  place('prove-receipts').replaceChildren();
  const why = unsent();
  if (why !== null) {
    say('refused', `Nothing was sent: ${why}.`);
    return;
  }
  place('prove-send').disabled = true;
  say('unknown', 'Sending the digests…');
  const contents = await prove(visit.origin, provable.map(({ digest }) => digest), once,
    (code) => say('unknown', `The enclave says ${code}; asking again…`));
  const policy = visit.receiptPolicy ?? logPolicy(visit.policy);
  const receipts = [];
  for (const [i, { name, digest, manifest }] of provable.entries()) {
    const text = receiptText(contents[i], manifest);
    receipts.push({ name, text, verdict: await verifyReceipt(parseReceipt(text), { policy, digest }) });
  }
  show(receipts);
}

/** A receipt that the page's own verifier refuses isn't offered. */
function show(receipts) {
  const refused = receipts.find(({ verdict }) => !verdict.accepted);
  const label = receipts.some(({ verdict }) => verdict.simulated) ? 'SIMULATED. ' : '';
  if (refused !== undefined) {
    const failed = refused.verdict.checks.find((check) => check.outcome === 'failed');
    say('refused', `${label}REFUSED: the receipt of ${refused.name} isn't offered: ${failed.name}:`
      + ` ${failed.detail}`);
    return;
  }
  const under = visit.receiptPolicy === null
    ? 'the policy above; no witnesses were asked, for want of a policy for receipts'
    : 'your policy for receipts';
  say('accepted', `${label}ENTERED, and checked here under ${under}. Save what follows: nobody else keeps it.`);
  place('prove-receipts').replaceChildren(...receipts.map(shown));
}

function shown({ name, text, verdict }) {
  const said = made('dl', '');
  facts(said, [
    ['entry', `${verdict.index} of ${verdict.size} in ${verdict.origin}`],
    ['not before', bound(verdict.time.notBefore)],
    ['not after', bound(verdict.time.notAfter)],
    ['the enclave\'s clock', verdict.time.stated],
    ['PCR 0', verdict.measurements.get('pcr0')],
  ]);
  const checks = made('ol', 'checks', ...verdict.checks.map((one) => checkLine(one, UNPROVEN[one.name])));
  const unproven = made('ul', '', ...verdict.unproven.map((sentence) => made('li', '', sentence)));
  return made('li', 'receipt', made('p', '', saved(`${name}.receipt.json`, text)), said,
    made('details', '', made('summary', '', `Its ${verdict.checks.length} checks, and what it doesn't show`),
      checks, made('p', 'words', "This receipt doesn't show:"), unproven));
}
