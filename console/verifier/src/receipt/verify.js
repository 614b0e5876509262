// SPDX-License-Identifier: Apache-2.0

import { hex } from '../bytes.js';
import { checkAnchors } from './anchor-checks.js';
import { ReceiptChecks } from './checks.js';
import { checkEntry } from './entry-checks.js';
import { checkEpoch } from './epoch-checks.js';
import { showInstant } from './instant.js';
import { checkLog } from './log-checks.js';
import { Question } from './question.js';
import { unprovenOf } from './sentences.js';
import { checkTime } from './time-checks.js';
import { checkWitnesses } from './witness-checks.js';

const MILLISECOND = 1_000_000n;
const DIGEST = 32;

/**
 * Verifies a receipt by named checks (docs/receipt.md, section 7), offline: nothing is fetched.
 *
 * @param receipt as `parseReceipt` gives
 * @param asked.policy as `parseReceiptPolicy` gives
 * @param {Uint8Array} [asked.digest] SHA-256 of the file that is asked about, as `fileDigest` gives
 * @param {Date} [asked.at] the time against which only what is yet to come is refused; default: now
 * @returns `{accepted, simulated, origin, index, size, checks, time, measurements, unproven}`. What
 *   it says besides its checks is only worth something if `accepted`. `time` is `{stated, notBefore,
 *   notAfter}`, `measurements` digits by register, `index` and `size` are BigInts.
 */
export async function verifyReceipt(receipt, { policy, digest = null, at = new Date() }) {
  if (digest !== null && digest.length !== DIGEST) {
    throw new RangeError(`a SHA-256 of ${digest.length} bytes`);
  }
  const checks = new ReceiptChecks();
  const now = BigInt(at.getTime()) * MILLISECOND;
  const question = await Question.of(receipt, policy, digest, now);
  await checkEntry(question, checks);
  const signer = await checkLog(question, checks);
  const { verdict, simulated } = await checkEpoch(question, signer, checks);
  const seen = await checkWitnesses(question, checks);
  await checkAnchors(question, signer, checks);
  const time = checkTime(question, verdict, seen, checks);
  return Object.freeze({
    accepted: checks.good,
    simulated,
    origin: receipt.checkpoint.origin,
    index: receipt.index,
    size: receipt.checkpoint.size,
    checks: checks.all,
    time: Object.freeze({
      stated: showInstant(time.stated),
      notBefore: shownBound(time.notBefore),
      notAfter: shownBound(time.notAfter),
    }),
    measurements: registers(verdict),
    unproven: unprovenOf(question, simulated, time),
  });
}

function shownBound(bound) {
  return bound === null ? null
    : Object.freeze({ time: showInstant(bound.time), vouchedBy: bound.vouchedBy });
}

/** A Map from register to digits; empty if the evidence wasn't accepted. */
function registers(verdict) {
  const pcrs = [...verdict?.pcrs ?? []].sort(([one], [other]) => one - other);
  return new Map(pcrs.map(([index, value]) => [`pcr${index}`, hex(value)]));
}
