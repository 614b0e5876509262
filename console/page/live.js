// SPDX-License-Identifier: Apache-2.0

import { appraiseLive, hex, UNPROVEN } from './verifier/index.js';
import { expectation, UnclearExpectation } from './expected.js';
import { offerReleases } from './release.js';
import { checkLine, facts, place, showState } from './shown.js';
import { visit } from './visit.js';

function state(name, words) {
  showState('state', name, words);
}

/** A copy on somebody's disk says so of itself; else the enclave that served the page is asked. */
const { enclave } = document.documentElement.dataset;

function address() {
  return visit.copy ? new URL(place('address').value).origin : window.location.origin;
}

async function ask({ before, after }) {
  place('again').disabled = true;
  before();
  try {
    const origin = address();
    const text = place('expected').value;
    await after(origin, text, await askAndShow(origin, text));
  } finally {
    place('again').disabled = false;
  }
}

/**
 * Takes what is expected from the form, and asks at once where it is known whom.
 * @param around `before` is called when the visitor asks, `after` with the place, with what was
 *   expected and with what `askAndShow` gives
 */
export function offerLive(around) {
  place('ask').addEventListener('submit', (event) => {
    event.preventDefault();
    ask(around);
  });
  place('policy').addEventListener('change', async () => {
    const [file] = place('policy').files;
    if (file !== undefined) {
      place('expected').value = await file.text();
    }
  });
  offerReleases();
  if (visit.copy) {
    place('where').hidden = false;
    place('address').required = true;
    place('address').value = enclave ?? '';
    place('served').remove();
  }
  if (!visit.copy || enclave !== undefined) {
    ask(around);
  }
}

/**
 * Asks an enclave, judges its answer and shows all of it.
 * @returns `{answer, expected}` for whoever relies on it, or null if there is nothing to judge
 */
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
    return null;
  }
  state('unknown', 'Asking for evidence…');
  try {
    const answer = await appraiseLive(origin, { policy: expected.policy });
    show(answer, expected);
    visit.answered(origin, expected.policy, answer);
    return { answer, expected };
  } catch (error) {
    nothing(error);
    visit.answered(origin, expected.policy, null);
    return null;
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
