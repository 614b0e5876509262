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

const STATES = ['unknown', 'accepted', 'refused'];

/** Words with a colour: `unknown`, `accepted` or `refused`. The same words aren't said again. */
export function showState(id, name, words) {
  const line = place(id);
  line.hidden = false;
  line.classList.remove(...STATES);
  line.classList.add(name);
  if (line.textContent !== words) {
    line.textContent = words;
  }
}

/** A link that saves text as a file. */
export function saved(name, text) {
  const link = made('a', 'save', `Save ${name}`);
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = name;
  return link;
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

/** Checks in place of those that a list has, but those that the visitor opened stay open. */
export function checkLines(list, checks, unproven) {
  const open = new Set([...list.querySelectorAll('details[open] .check')].map((one) => one.textContent));
  list.replaceChildren(...checks.map((check) => checkLine(check, unproven[check.name])));
  list.querySelectorAll('details').forEach((line) => {
    line.open = open.has(line.querySelector('.check').textContent);
  });
}

/** Pairs of names and values; pairs without a value are left out. */
export function facts(list, pairs) {
  list.replaceChildren(...pairs.filter(([, value]) => value)
    .flatMap(([name, value]) => [made('dt', '', name), made('dd', '', value)]));
}
