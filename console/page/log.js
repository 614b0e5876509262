// SPDX-License-Identifier: Apache-2.0

import {
  judgeCheckpoint, latestEntries, MalformedReceipt, parseCheckpoint, parseLogKey, sameEnclave,
  tiledHashes, UnusableTile,
} from './verifier/index.js';
import { compared } from './log-memory.js';
import { LogSource, LogUnavailable } from './log-source.js';
import { clearLog, showConnection, showJudged, showUnjudged } from './log-view.js';
import { forget, remembered } from './remembered.js';
import { place } from './shown.js';
import { showUpgrade } from './upgrade.js';
import { visit } from './visit.js';

/** Of how many entries at least the kinds are shown, and how long the page rests between two looks. */
const LATEST = 256;
const REST = 1000;

/** The log that is followed: `{source, events, said, pending, last, busy}`; `said` is its key. */
let followed = null;

/** Follows the log of the enclave that was asked, and judges each checkpoint that it can. */
export function offerLog() {
  visit.addEventListener('answer', () => {
    follow(visit.origin);
    judgeAgain();
  });
  visit.addEventListener('receipt-policy', judgeAgain);
  place('log-forget').addEventListener('click', () => {
    if (followed?.said) {
      forget(followed.said.text);
      judgeAgain();
    }
  });
}

function follow(origin) {
  if (followed?.source.origin === origin && followed.events.readyState !== EventSource.CLOSED) {
    return;
  }
  followed?.events.close();
  clearLog();
  place('upgrade').hidden = true;
  const source = new LogSource(origin);
  const log = {
    source, events: new EventSource(source.events), said: null, pending: null, last: null, busy: false };
  followed = log;
  showConnection('Waiting for its checkpoints…');
  log.events.addEventListener('checkpoint', ({ data }) => {
    showConnection('');
    judge(log, `${data}\n`);
  });
  log.events.addEventListener('error', () => {
    showConnection(log.events.readyState === EventSource.CLOSED
      ? 'This enclave shows no log.' : 'The connection to the log broke; trying again.');
  });
}

/** Something that it is judged by has changed. */
function judgeAgain() {
  if (followed?.last) {
    judge(followed, followed.last);
  }
}

/** The latest that came is judged next; whatever came between two looks is passed over. */
async function judge(log, note) {
  log.pending = note;
  if (log.busy) {
    return;
  }
  log.busy = true;
  try {
    while (log.pending !== null && log === followed) {
      log.last = log.pending;
      log.pending = null;
      await look(log, log.last);
      await new Promise((resolve) => setTimeout(resolve, REST));
    }
  } finally {
    log.busy = false;
  }
}

async function look(log, note) {
  try {
    const found = await judged(log, note);
    if (log === followed) {
      showJudged(found);
      await showUpgrade(log.source);
    }
  } catch (error) {
    if (!(error instanceof LogUnavailable || error instanceof MalformedReceipt
        || error instanceof UnusableTile)) {
      throw error;
    }
    if (log === followed) {
      showUnjudged(error.message, !(error instanceof LogUnavailable));
    }
  }
}

async function judged(log, shown) {
  const { source } = log;
  const said = await keyOf(log, parseCheckpoint(shown));
  const note = await atLeastAsLong(source, said, shown);
  const checkpoint = parseCheckpoint(note);
  const fetched = (path) => source.bytes(path);
  const hashes = tiledHashes(checkpoint.size, fetched);
  const { policy, receiptPolicy, answer } = visit;
  const verdict = await judgeCheckpoint(said, checkpoint,
    { hashes, policy, receipts: receiptPolicy, at: new Date() });
  const continued = await compared(said, { note, checkpoint, origin: source.origin }, hashes, verdict);
  const enclave = answer === null ? [] : [sameEnclave(said, answer.verdict)];
  const entries = await latestEntries(checkpoint, LATEST, fetched, hashes);
  return {
    said, note, checkpoint, verdict, entries, continued, policy,
    checks: [continued.check, ...enclave, ...verdict.checks],
  };
}

/** The key, and the epoch that signed: asked for again when another epoch has begun. */
async function keyOf(log, { origin, note }) {
  const signs = (said) => said !== null && note.signatures.some(({ name }) =>
    name === `${origin}/epoch/${said.epoch.statement.index}`);
  if (!signs(log.said)) {
    log.said = await parseLogKey(await log.source.text('key'));
  }
  return log.said;
}

/**
 * A checkpoint that was on its way while another page saw a later one is no rollback: then the
 * latest is asked for, which can't be older than what anybody saw before.
 */
async function atLeastAsLong(source, said, note) {
  const before = remembered(said.text);
  const size = Number(before?.checkpoint.split('\n')[1]);
  return size > Number(parseCheckpoint(note).size) ? source.text('checkpoint') : note;
}
