// SPDX-License-Identifier: Apache-2.0

/** Whatever is shown is text: nothing that an enclave says becomes markup. */

export function place(id) {
  return document.getElementById(id);
}

/** An element with a class and text or elements in it. */
export function made(name, classes, ...content) {
  const element = document.createElement(name);
  if (classes !== '') {
    element.className = classes;
  }
  element.append(...content);
  return element;
}

const MARKS = { passed: '✓', failed: '✗', 'not-applicable': '–' };
const SAID = { passed: 'passed', failed: 'failed', 'not-applicable': 'not looked at' };

/** A check as a line that opens to what it doesn't prove. */
export function checkLine(check, unproven) {
  const mark = made('span', 'mark', MARKS[check.outcome]);
  mark.setAttribute('role', 'img');
  mark.setAttribute('aria-label', SAID[check.outcome]);
  const reason = check.reason === null ? '' : ` (${check.reason})`;
  const summary = made('summary', '', mark, made('span', 'check', check.name), ` ${check.detail}${reason}`);
  const parts = (check.lines ?? []).map((part) =>
    made('li', part.outcome, `${SAID[part.outcome]}: ${part.name}: ${part.detail}`));
  const line = made('details', '', summary,
    made('p', 'unproven', `Doesn't prove: ${unproven ?? 'anything beyond these words.'}`),
    ...(parts.length === 0 ? [] : [made('ul', 'parts', ...parts)]));
  return made('li', check.outcome, line);
}

/** Pairs of names and values; pairs without a value are left out. */
export function facts(list, pairs) {
  list.replaceChildren(...pairs.filter(([, value]) => value)
    .flatMap(([name, value]) => [made('dt', '', name), made('dd', '', value)]));
}
