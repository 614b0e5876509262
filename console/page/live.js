// SPDX-License-Identifier: Apache-2.0

import { appraiseLive, hex, UNPROVEN } from './verifier/index.js';
import { expectation, UnclearExpectation } from './expected.js';
import { checkLine, facts, place } from './shown.js';

const STATES = ['unknown', 'accepted', 'refused'];

function state(name, words) {
  place('state').classList.remove(...STATES);
  place('state').classList.add(name);
  place('state').textContent = words;
}

/** Asks the enclave that served this page, judges its answer and shows all of it. */
export async function askAndShow(origin, text) {
  place('complaint').hidden = true;
  let expected;
  try {
    expected = expectation(text);
  } catch (error) {
    if (!(error instanceof UnclearExpectation)) {
      throw error;
    }
    place('complaint').textContent = error.message;
    place('complaint').hidden = false;
    return;
  }
  state('unknown', 'Asking for evidence…');
  try {
    show(await appraiseLive(origin, { policy: expected.policy }), expected);
  } catch (error) {
    nothing(error);
  }
}

/** Nothing of an earlier answer stays beside a failure. */
function nothing(error) {
  state('refused', `REFUSED: ${error.message}`);
  place('simulated').hidden = true;
  place('checks').replaceChildren();
  place('facts').replaceChildren();
}

function show(answer, expected) {
  const { verdict } = answer;
  place('simulated').hidden = !verdict.simulated;
  state(...verdictWords(answer, expected));
  facts(place('facts'), [
    ['module', verdict.moduleId],
    ['made', shownTime(verdict.made)],
    ['judged', shownTime(verdict.at)],
    ...[0, 1, 2, 8].map((index) => [`PCR ${index}`, digits(verdict.pcrs.get(index))]),
    ['identity key', answer.identityKey],
    ["connection's key, SHA-256", `${answer.leafKeySha256} (the enclave's word; compare elsewhere)`],
  ]);
  place('checks').replaceChildren(
    ...answer.checks.map((check) => checkLine(check, UNPROVEN[check.name])));
}

function verdictWords(answer, expected) {
  const failed = answer.checks.find((check) => check.outcome === 'failed');
  const label = answer.verdict.simulated ? 'SIMULATED. ' : '';
  if (failed !== undefined) {
    return ['refused', `${label}REFUSED: ${failed.name}: ${failed.detail}`];
  }
  if (expected.policy === null) {
    return ['unknown', `${label}Genuine, but nobody said which program is expected: it can be any.`];
  }
  return answer.accepted
    ? ['accepted', `${label}ACCEPTED: genuine, and ${expected.words}.`]
    : ['refused', `${label}REFUSED`];
}

function shownTime(millis) {
  return new Date(Number(millis)).toISOString();
}

function digits(bytes) {
  return bytes === undefined ? '' : hex(bytes);
}
