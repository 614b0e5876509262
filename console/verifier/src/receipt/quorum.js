// SPDX-License-Identifier: Apache-2.0

import { concat, utf8 } from '../bytes.js';
import { LAST, SECOND, showInstant } from './instant.js';
import { isFrom } from './note.js';
import { verifyEd25519 } from './signed.js';
import { KeyType } from './vkey.js';

const TIME = 8;

/** Why a cosignature doesn't count: a stable code, and the same for people. */
export const Problem = Object.freeze({
  MISSING: { code: 'witness-missing', text: "the witness hasn't cosigned" },
  ML_DSA: {
    code: 'witness-missing',
    text: "cosigned by ML-DSA-44, which no browser verifies: counts as missing here; use the command",
  },
  UNVERIFIABLE: {
    code: 'unverifiable', text: 'this browser has no Ed25519: the cosignature counts for nothing' },
  WRONG: { code: 'witness-signature-wrong', text: "the signature isn't the witness's" },
  NOT_YET_VALID: { code: 'witness-key-not-yet-valid', text: 'cosigned before the key was valid' },
  EXPIRED: { code: 'witness-key-expired', text: 'cosigned after the key had expired' },
  FUTURE: { code: 'witness-time-in-future', text: 'cosigned at a time that is yet to come' },
});

/**
 * What the cosignatures of a note are worth. Whether a key was valid is judged by the time of its
 * own cosignature.
 *
 * @param quorum `{threshold, keys: [{key, from, until}]}`: keys of one name are one witness
 * @param latest no cosignature may say a later time
 * @returns `{cosignatures: [{name, time} or {name, problem}], count, existedBy}`: `existedBy` is
 *   the earliest instant by which as many as asked for say that they had seen it, else null
 */
export async function evaluate(note, quorum, latest) {
  const cosignatures = [];
  const times = new Map();
  for (const witness of quorum.keys) {
    const { name } = witness.key;
    const found = await cosignature(note, witness, latest);
    cosignatures.push(Object.freeze({ name, ...found }));
    if (found.problem === undefined) {
      times.set(name, times.has(name) ? earlier(times.get(name), found.time) : found.time);
    }
  }
  const sorted = [...times.values()].sort((one, other) => (one < other ? -1 : one > other ? 1 : 0));
  return Object.freeze({
    cosignatures, count: times.size, existedBy: sorted[quorum.threshold - 1] ?? null });
}

/** A line of a verdict about a cosignature. */
export function witnessLine({ name, time, problem }) {
  return problem === undefined
    ? { name, outcome: 'passed', detail: `cosigned ${showInstant(time)}` }
    : { name, outcome: 'failed', detail: problem.text };
}

async function cosignature(note, witness, latest) {
  let best = { problem: Problem.MISSING };
  for (const line of note.signatures.filter((one) => isFrom(one, witness.key))) {
    const next = await judged(note.text, line.value, witness, latest);
    // A wrong line of a known key spoils the others, as signed-note recommends.
    if (next.problem === Problem.WRONG) {
      return next;
    }
    best = better(best, next);
  }
  return best;
}

/** The earlier of two good ones; a bad one gives way. */
function better(one, other) {
  if (one.problem === undefined && other.problem === undefined) {
    return other.time < one.time ? other : one;
  }
  return one.problem === undefined ? one : other;
}

async function judged(text, value, { key, from, until }, latest) {
  if (key.type === KeyType.COSIGNATURE_ML_DSA_44) {
    return { problem: Problem.ML_DSA };
  }
  const seconds = value.length > TIME
    ? new DataView(value.buffer, value.byteOffset).getBigInt64(0) : -1n;
  if (seconds < 0n || seconds > LAST) {
    return { problem: Problem.WRONG };
  }
  const message = concat(utf8(`cosignature/v1\ntime ${seconds}\n`), utf8(text));
  const good = await verifyEd25519(key.publicKey, value.slice(TIME), message);
  if (good !== true) {
    return { problem: good === null ? Problem.UNVERIFIABLE : Problem.WRONG };
  }
  const time = seconds * SECOND;
  if (from !== null && time < from) {
    return { problem: Problem.NOT_YET_VALID };
  }
  if (until !== null && time >= until) {
    return { problem: Problem.EXPIRED };
  }
  return time > latest ? { problem: Problem.FUTURE } : { time };
}

function earlier(one, other) {
  return one < other ? one : other;
}
