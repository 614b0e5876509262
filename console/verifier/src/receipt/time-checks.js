// SPDX-License-Identifier: Apache-2.0

import { madeAt } from './evidence-checks.js';
import { showInstant } from './instant.js';
import { SKEW } from './question.js';

/**
 * Do the times contradict one another, and does somebody vouch for the bounds that the policy asks
 * for?
 *
 * @param evidence the verdict of accepted evidence, or null
 * @param notAfter the bound of the witnesses, or null
 * @returns `{stated, notBefore, notAfter}`: bounds are `{time, vouchedBy}` or null
 */
export function checkTime(question, evidence, notAfter, checks) {
  order(question, evidence, notAfter, checks);
  const notBefore = begun(question, evidence, checks);
  const { require: window, ignore: why } = question.policy.time;
  const unasked = window === undefined ? `ignored: ${why}` : "the policy doesn't ask";
  lower(notBefore, window?.after ?? null, unasked, checks);
  upper(notAfter, window?.before ?? null, unasked, checks);
  return { stated: question.receipt.entry.time, notBefore, notAfter };
}

function order(question, evidence, seen, checks) {
  const name = 'time.order';
  const entry = question.receipt.entry.time;
  const made = evidence === null ? null : madeAt(evidence);
  const later = (time) => seen !== null && time > seen.time + SKEW;
  const but = () => `, but was seen by ${showInstant(seen.time)}`;
  if (entry > question.latest) {
    checks.fail(name, 'entry-in-future', `the entry says ${showInstant(entry)}`);
  } else if (made !== null && made > question.latest) {
    checks.fail(name, 'evidence-in-future', `the evidence says ${showInstant(made)}`);
  } else if (made !== null && later(made)) {
    checks.fail(name, 'evidence-after-witnesses', `the evidence says ${showInstant(made)}${but()}`);
  } else if (later(entry)) {
    checks.fail(name, 'entry-after-witnesses', `the entry says ${showInstant(entry)}${but()}`);
  } else if (made !== null && question.enteredInEpoch && entry < made - SKEW) {
    checks.fail(name, 'entry-before-evidence',
      `the entry says ${showInstant(entry)}, the evidence of its epoch ${showInstant(made)}`);
  } else {
    checks.pass(name, 'evidence, entry and witnesses are in order, give or take PT5M');
  }
}

/**
 * Since the epoch's key is of the evidence's time, what it signed isn't older; unless something
 * before didn't hold.
 */
function begun(question, evidence, checks) {
  if (evidence === null || !question.enteredInEpoch || !checks.good) {
    return null;
  }
  return { time: madeAt(evidence), vouchedBy: evidence.simulated ? "a SIMULATED device, so nobody's"
    : "the enclave's hypervisor, in the epoch's evidence" };
}

function lower(bound, after, unasked, checks) {
  const name = 'time.not-before';
  if (after === null) {
    checks.skip(name, `${described(bound)}; ${unasked}`);
  } else if (bound === null) {
    checks.fail(name, 'time-bound-missing', 'nobody vouches that it is so young');
  } else if (bound.time < after) {
    checks.fail(name, 'too-early',
      `younger than ${described(bound)}; wanted: than ${showInstant(after)}`);
  } else {
    checks.pass(name, `younger than ${described(bound)}`);
  }
}

function upper(bound, before, unasked, checks) {
  const name = 'time.not-after';
  if (before === null) {
    checks.skip(name, `${described(bound)}; ${unasked}`);
  } else if (bound === null) {
    checks.fail(name, 'time-bound-missing', 'nobody vouches that it is so old');
  } else if (bound.time > before) {
    checks.fail(name, 'too-late',
      `existed by ${described(bound)}; wanted: by ${showInstant(before)}`);
  } else {
    checks.pass(name, `existed by ${described(bound)}`);
  }
}

function described(bound) {
  return bound === null ? 'nobody vouches'
    : `${showInstant(bound.time)}, by the word of ${bound.vouchedBy}`;
}
