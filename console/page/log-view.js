// SPDX-License-Identifier: Apache-2.0

import { cosignersOf, UNPROVEN } from './verifier/index.js';
import { contradictionFile } from './log-memory.js';
import { checkLines, facts, made, place, saved, showState } from './shown.js';
import { visit } from './visit.js';

const LINES = 6;
const OPEN = 8;
const MARKS = { true: '✓', false: '✗' };
const LEFT_OUT = /^(?:time|anchor|entry)\./;

/** Nothing of another log stays. */
export function clearLog() {
  place('log-verdict').hidden = true;
  place('log-conflict').hidden = true;
  for (const id of ['log-facts', 'epoch-facts', 'witnesses', 'entry-kinds', 'open-entries',
    'log-checks', 'checkpoints']) {
    place(id).replaceChildren();
  }
}

export function showConnection(words) {
  place('log-state').textContent = words;
}

/** It couldn't be judged; whatever was shown before is of an earlier look. */
export function showUnjudged(why, wrong) {
  showState('log-verdict', wrong ? 'refused' : 'unknown',
    wrong ? `REFUSED: ${why}` : `Not judged: ${why}`);
}

/** Shows a judged checkpoint, and all that was found about its log. */
export function showJudged(found) {
  const { said, checkpoint, verdict, checks } = found;
  showState('log-verdict', ...words(found));
  contradiction(found);
  facts(place('log-facts'), [
    ['log', said.key.name],
    ['key', said.text],
    ['entries', String(checkpoint.size)],
    ['root', checkpoint.note.text.split('\n')[2]],
    ['seen by this browser before', found.continued.before?.seen],
  ]);
  epoch(said);
  witnesses(checkpoint, verdict.checks.find((check) => check.name === 'witness.quorum'));
  entries(found.entries, checkpoint);
  checkLines(place('log-checks'), checks.filter(({ name }) => !LEFT_OUT.test(name)), UNPROVEN);
  line(checkpoint, checks.every(({ outcome }) => outcome !== 'failed'));
}

function words({ checks, verdict, continued, policy }) {
  const label = verdict.simulated ? 'SIMULATED. ' : '';
  const failed = checks.find((check) => check.outcome === 'failed');
  if (failed !== undefined) {
    return ['refused', `${label}REFUSED: ${failed.name}: ${failed.detail}`];
  }
  if (policy === null) {
    return ['unknown', `${label}Its key signs it, but nobody said which program is expected:`
      + ' anybody can hold that key.'];
  }
  return ['accepted', `${label}Signed by the key that accepted evidence binds. `
    + (continued.check.outcome === 'passed' ? 'It continues what this browser saw before.'
      : `Not compared: ${continued.check.detail}.`)];
}

function contradiction({ said, continued: { before, contradiction: after } }) {
  const known = place('log-before').textContent === before?.checkpoint
    && place('log-after').textContent === after?.checkpoint;
  place('log-conflict').hidden = after === null;
  // It is an alert: said once.
  if (after === null || known) {
    return;
  }
  place('log-problem').textContent = `${after.problem}.`;
  place('log-before').textContent = before.checkpoint;
  place('log-before-seen').textContent = `What this browser saw on ${before.seen}`;
  place('log-after').textContent = after.checkpoint;
  place('log-after-seen').textContent = `What it was shown on ${after.seen}`;
  const { name, text } = contradictionFile(said.text, before, after);
  place('log-save').replaceChildren(saved(name, text));
}

/** The times are the enclave's clock's. */
function epoch({ epoch: { entry, statement } }) {
  const began = entry.content.member('time').text;
  facts(place('epoch-facts'), [
    ['epoch', `began with entry ${statement.index} of its log`],
    ['up since', `${began}, which is ${since(began)} by your clock (the enclave's word)`],
  ]);
}

function since(time) {
  const minutes = Math.floor((Date.now() - Date.parse(time)) / 60_000);
  if (minutes < 0) {
    return 'yet to come';
  }
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min`
    : hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

function witnesses(checkpoint, { lines, outcome, detail }) {
  const judged = lines.map((one) => made('li', one.outcome,
    `${MARKS[one.outcome === 'passed']} ${one.name}: ${one.detail}`
    + (one.outcome === 'passed' ? ', verified' : '')));
  const names = lines.map((one) => one.name);
  const others = cosignersOf(checkpoint).filter(({ name }) => !names.includes(name))
    .map(({ name, time }) => made('li', 'not-applicable',
      `${name} says ${time ?? 'no time'}: not verified, since no policy for receipts names its key`));
  place('witnesses').replaceChildren(...judged, ...others);
  place('witness-words').textContent = judged.length + others.length === 0
    ? 'Nobody cosigned: this log shows nobody else that it is the only one.'
    : outcome !== 'not-applicable' ? detail
      : visit.receiptProblem === null
        ? 'To verify them, choose a policy for receipts that names their keys, below.'
        : `The policy for receipts can't be read: ${visit.receiptProblem}`;
}

function entries({ from, to, leaves }) {
  const kinds = new Map();
  leaves.forEach(({ kind }) => kinds.set(kind, (kinds.get(kind) ?? 0) + 1));
  place('entry-words').textContent = `Of the entries ${from} to ${to - 1n}, which are in the`
    + " checkpoint's tree. Sealed ones are proofs, keys' acts, models' answers: only whoever has"
    + ' the receipt can tell.';
  facts(place('entry-kinds'), [...kinds].sort().map(([kind, count]) => [kind, String(count)]));
  place('open-entries').replaceChildren(...leaves.filter(({ kind }) => kind !== 'sealed')
    .slice(-OPEN).reverse()
    .map(({ index, kind, time }) => made('li', '', `entry ${index}: ${kind}, ${time ?? 'no time'}`)));
}

function line({ size, note, origin }, good) {
  const names = cosignersOf({ origin, note }).map(({ name }) => name);
  const text = `${size} entries, root ${note.text.split('\n')[2]}, cosigned by ${names.join(', ') || 'nobody'}`;
  const list = place('checkpoints');
  if (list.firstElementChild?.dataset.text === text) {
    list.firstElementChild.remove();
  }
  const mark = made('span', 'mark', MARKS[good]);
  mark.setAttribute('role', 'img');
  mark.setAttribute('aria-label', good ? 'verified' : 'refused');
  const item = made('li', good ? 'passed' : 'failed', mark, text);
  item.dataset.text = text;
  list.prepend(item);
  while (list.childElementCount > LINES) {
    list.lastElementChild.remove();
  }
}
