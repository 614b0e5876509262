// SPDX-License-Identifier: Apache-2.0

import { canonicalJson, checkHistory, parseReceipt } from './verifier/index.js';
import { addOutcome } from './keys-outcomes.js';

const FACTS = ['rule', 'rules', 'code', 'session', 'policy', 'recipient', 'entries'];

/** Pages by key: each costs the visitor a touch, so that they are kept until there are all. */
const read = new Map();

/** What was read of one enclave's log isn't continued with another's. */
export function forgetHistories() {
  read.clear();
}

/** How many entries of a key's are there, of how many; null if its history wasn't begun. */
export function progressOf(key) {
  const pages = read.get(key);
  return pages === undefined ? null
    : { have: pages.receipts.length, of: Number(pages.statement.entry.content.member('n').value) };
}

/** Reads the next page; once the first entry is there, the whole is judged and shown. */
export async function readHistory(vault, key, signer) {
  const before = read.get(key);
  const oldest = before?.receipts[before.receipts.length - 1].index;
  const target = `/v1/keys/${key}/history${before === undefined ? '' : `?before=${oldest}`}`;
  const { node } = await vault.ask(target, {}, signer);
  const receipts = receiptsOf(node);
  const line = canonicalJson(node.value);
  if (before === undefined) {
    const statement = parseReceipt(canonicalJson(node.member('statement').value));
    read.set(key, { statement, receipts: [statement, ...receipts], lines: [line] });
  } else if (receipts.length === 0) {
    read.delete(key);
    throw new RangeError("the vault shows no earlier entries, but says that there are some");
  } else {
    before.receipts.push(...receipts);
    before.lines.push(line);
  }
  const pages = read.get(key);
  const { have, of } = progressOf(key);
  if (have < of) {
    return false;
  }
  read.delete(key);
  await show(vault, key, pages);
  return true;
}

function receiptsOf(node) {
  const list = node.member('entries');
  return list.value.length === 0 ? [] : list.items.map((item) => parseReceipt(canonicalJson(item.value)));
}

async function show(vault, key, { statement, receipts, lines }) {
  const verdict = await checkHistory(key, receipts, statement, { policy: vault.receiptPolicy });
  const words = verdict.accepted
    ? `WHOLE: ${verdict.entries} entries, none missing, up to ${statement.entry.content.member('time').text}.`
    : 'NOT WHOLE.';
  addOutcome('History of the key', { good: verdict.accepted, words }, {
    lines: [...receipts].reverse().map(lineOf),
    proof: verdict,
    file: {
      name: `${key}.history`,
      text: `{"key":"${key}"}\n${lines.join('\n')}\n`,
      type: 'text/plain',
    },
  });
}

/** Its number, time, kind, and what it says that matters. */
function lineOf({ entry: { kind, content } }) {
  const text = (name) => {
    const value = content.optional(name)?.value;
    return value === undefined ? null : Array.isArray(value) ? value.join(', ') : String(value);
  };
  const said = FACTS.filter((name) => text(name) !== null).map((name) => `${name} ${text(name)}`);
  return `${text('n')}. ${text('time')} ${kind} ${text('act') ?? ''} ${said.join('; ')}`.trim();
}
