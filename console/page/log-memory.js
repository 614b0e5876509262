// SPDX-License-Identifier: Apache-2.0

import {
  consistencyPath, inconsistency, MalformedReceipt, parseCheckpoint, prettyJson, signedByLog,
} from './verifier/index.js';
import { forget, othersAt, remember, rememberContradiction, remembered } from './remembered.js';

/** Without these it isn't known whose checkpoint it is: it is neither compared nor kept. */
const NEEDED = ['log.signature', 'epoch.log-key', 'epoch.inclusion', 'epoch.signature'];

/**
 * Compares a checkpoint with the one that this browser saw last of the same log (RFC 9162, 2.1.4),
 * and keeps it if the log only grew. One that contradicts leaves the older where it is.
 *
 * @param said the log's key, as `parseLogKey` gives
 * @param now `{note, checkpoint, origin}`
 * @param hashes a reader of the hashes of its tree
 * @param verdict that was made of it
 * @returns `{check, before, contradiction}`: what was seen before, and what contradicts it, or null
 */
export async function compared(said, now, hashes, verdict) {
  const { note, checkpoint, origin } = now;
  const before = await kept(said);
  if (before?.contradiction) {
    return failed(before, before.contradiction);
  }
  if (!NEEDED.every((name) => passed(verdict, name))) {
    return skipped("its signatures don't hold, so that it isn't compared", before);
  }
  const seen = { checkpoint: note, seen: new Date().toISOString(), origin };
  if (before === null) {
    return skipped(first(said.text, origin, remember(said.text, seen)), before);
  }
  const older = parseCheckpoint(before.checkpoint);
  const problem = await contradictionTo(older, checkpoint, hashes);
  if (problem !== null) {
    const contradiction = { checkpoint: note, seen: seen.seen, problem };
    rememberContradiction(said.text, contradiction);
    return failed(before, contradiction);
  }
  remember(said.text, seen);
  return {
    check: check('passed', `${checkpoint.size} entries begin with the ${older.size} that this browser`
      + ` saw on ${before.seen}`),
    before,
    contradiction: null,
  };
}

/** What the log didn't sign says nothing of it: it is dropped, whoever put it there. */
async function kept(said) {
  const before = remembered(said.text);
  for (const one of [before, before?.contradiction]) {
    if (one && !await isLogs(said, one.checkpoint)) {
      forget(said.text);
      return null;
    }
  }
  return before;
}

async function isLogs(said, note) {
  try {
    return await signedByLog(said, parseCheckpoint(note));
  } catch (error) {
    if (error instanceof MalformedReceipt) {
      return false;
    }
    throw error;
  }
}

function passed(verdict, name) {
  return verdict.checks.find((one) => one.name === name)?.outcome === 'passed';
}

async function contradictionTo(older, newer, hashes) {
  if (older.size > newer.size) {
    return `rolled back: the log has ${newer.size} entries, and had ${older.size}`;
  }
  const path = await consistencyPath(older.size, newer.size, hashes);
  return inconsistency({ from: older.size, to: newer.size, path }, older.root, newer.root);
}

function first(key, origin, isKept) {
  if (!isKept) {
    return 'this browser keeps nothing for this page: nothing to compare with';
  }
  const others = othersAt(origin, key);
  return 'this browser sees this log for the first time'
    + (others.length === 0 ? '' : `; before, another was here: ${others.join(', ')}`);
}

function skipped(why, before) {
  return { check: check('not-applicable', why), before, contradiction: null };
}

function failed(before, contradiction) {
  return {
    check: check('failed', contradiction.problem, 'inconsistent'), before, contradiction };
}

function check(outcome, detail, reason = null) {
  return { name: 'log.consistency', outcome, detail, reason, lines: [] };
}

/**
 * A file of both checkpoints. Two roots of one size are a fork's proof in the form that
 * `strongroom check` judges (docs/receipt.md, section 10).
 * @returns `{name, text}`
 */
export function contradictionFile(key, before, contradiction) {
  const [older, newer] = [before, contradiction].map((one) => parseCheckpoint(one.checkpoint));
  const name = older.origin.replaceAll(/[^A-Za-z0-9.-]+/g, '-');
  if (older.size === newer.size) {
    return { name: `${name}.fork.json`, text: prettyJson(new Map([
      ['fork', 1],
      ['log', key],
      ['trees', [before, contradiction].map((one) => new Map([['checkpoint', one.checkpoint]]))],
    ])) };
  }
  return { name: `${name}.checkpoints.json`, text: prettyJson(new Map([
    ['log', key],
    ['problem', contradiction.problem],
    ['before', seenAs(before)],
    ['after', seenAs(contradiction)],
  ])) };
}

function seenAs({ checkpoint, seen }) {
  return new Map([['seen', seen], ['checkpoint', checkpoint]]);
}
