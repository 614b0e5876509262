// SPDX-License-Identifier: Apache-2.0

import { KEYS_UNPROVEN } from './keys-receipts.js';
import { checkLine, facts, made, place } from './shown.js';

let count = 0;

/**
 * Adds what came of something, above what came before. A receipt that isn't accepted is said before
 * everything else.
 *
 * @param heading what was asked
 * @param outcome `{good, words}`: whether it was done, and what the vault said
 * @param more `pairs` of names and values, `lines` of text, `proof` as `judged` gives, `file`
 *   `{name, text, type}` to save
 */
export function addOutcome(heading, outcome, { pairs = [], lines = [], proof = null, file = null }) {
  const believed = proof === null || proof.accepted;
  const failed = proof?.checks.find((check) => check.outcome === 'failed');
  const label = proof?.simulated ? 'SIMULATED. ' : '';
  const words = believed ? `${label}${outcome.words}`
    : `${label}NOT PROVEN: ${failed.name}: ${failed.detail}. What the vault said: ${outcome.words}`;
  const title = made('h4', '', heading);
  title.id = `keys-outcome-${++count}`;
  const state = made('p', `state ${believed && outcome.good ? 'accepted' : 'refused'}`, words);
  const list = made('dl', '');
  facts(list, pairs);
  const parts = [title, state, ...(lines.length === 0 ? []
    : [made('ul', 'lines', ...lines.map((line) => made('li', '', line)))]),
  ...(list.childElementCount === 0 ? [] : [list]),
  ...(proof === null ? [] : [checksOf(proof, believed)]),
  ...(file === null ? [] : [made('p', '', saving(file))])];
  const article = made('article', 'outcome', ...parts);
  article.setAttribute('aria-labelledby', title.id);
  place('keys-outcomes').prepend(article);
  say(`${heading}: ${words}`);
}

/** What is under way, or came of it, for those who don't look. */
export function say(words) {
  place('keys-said').textContent = words;
}

function checksOf({ checks }, believed) {
  const [passed, failed] = ['passed', 'failed'].map((wanted) =>
    checks.filter(({ outcome }) => outcome === wanted).length);
  const summary = believed ? `✓ proven: ${passed} checks passed, made in this page`
    : `✗ not proven: ${failed} of ${checks.length} checks failed`;
  const list = made('ol', 'checks', ...checks.map((check) => checkLine(check, KEYS_UNPROVEN[check.name])));
  const details = made('details', '', made('summary', '', summary), list);
  details.open = !believed;
  return details;
}

function saving({ name, text, type = 'application/json' }) {
  const link = made('a', 'save', `Save ${name}`);
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  return link;
}
