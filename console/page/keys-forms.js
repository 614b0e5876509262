// SPDX-License-Identifier: Apache-2.0

import { amountOf, hex, JsonNode, unsignedTransaction } from './verifier/index.js';
import { addOutcome, say } from './keys-outcomes.js';
import { TEST_NETWORKS } from './keys-policy.js';
import { judged, refusalOf, signatureOf } from './keys-receipts.js';
import { isDone, VaultRefused } from './keys-vault.js';
import { made, place } from './shown.js';

const ETHER = 18;
const GWEI = 9;

/** Offers to sign. @param section `on(id, event, action)`, `chosen()` and `state` of the section */
export function offerSigning({ on, chosen, state }) {
  place('keys-chain').append(...TEST_NETWORKS.map(({ name, id }) => {
    const option = made('option', '', `${name} (chain ${id})`);
    option.value = id;
    return option;
  }));
  on('keys-message', 'submit', () =>
    sign(state, chosen(), 'Message', { form: 'evm-message', text: place('keys-text').value }));
  on('keys-transaction', 'submit', () =>
    sign(state, chosen(), 'Test transaction', {
      form: 'evm-transaction', transaction: hex(transaction()) }));
}

/** As the form says it; what the vault reads in it, its entry shows. */
function transaction() {
  const value = (id) => place(id).value;
  return unsignedTransaction({
    chainId: amountOf(value('keys-chain'), 0),
    nonce: amountOf(value('keys-nonce'), 0),
    gas: amountOf(value('keys-gas'), 0),
    maxFee: amountOf(value('keys-fee'), GWEI),
    priorityFee: amountOf(value('keys-tip'), GWEI),
    value: amountOf(value('keys-value'), ETHER),
    to: value('keys-to').trim(),
    data: value('keys-data').trim() || '0x',
  });
}

async function sign({ vault, signer }, key, what, payload) {
  const id = key.member('id').text;
  say('Your browser asks for your passkey…');
  try {
    const { status, node } = await vault.ask(`/v1/keys/${id}/sign`, payload, signer);
    if (isDone(status)) {
      await signed(vault, id, what, payload, node);
    } else {
      waiting(what, node);
    }
  } catch (error) {
    if (!(error instanceof VaultRefused) || error.receipt === null) {
      throw error;
    }
    await refused(vault, id, what, error);
  }
}

async function signed(vault, key, what, payload, node) {
  const [result] = node.member('results').items;
  const sent = JsonNode.parse(JSON.stringify(payload));
  const proof = await judged(vault, node.member('receipt'), {
    key, kinds: ['key-used'], checks: [signatureOf(sent, result)] });
  const { content } = proof.receipt.entry;
  const rules = content.member('rules').items.map((one) => one.text).join(', ');
  const transaction = payload.form === 'evm-transaction';
  const digits = (name) => `0x${result.member(name).anyText}`;
  addOutcome(`${what} signed`, { good: true, words: `ALLOWED by the rule ${rules}.` }, {
    pairs: [
      ['text', payload.text],
      ['signature', `0x${result.member('signatures').items[0].text}`],
      ['account', result.member('path').anyText],
      ['signed transaction', transaction ? digits('result') : null],
      ["transaction's hash", transaction ? digits('id') : null],
    ],
    lines: factsOf(content),
    proof,
    file: { name: `${key}.${node.member('index').value}.receipt.json`, text: proof.text },
  });
}

async function refused(vault, key, what, error) {
  const proof = await judged(vault, error.receipt, {
    key, kinds: ['refusal'], checks: [refusalOf(error.code)] });
  addOutcome(`${what} refused`, { good: false, words: `REFUSED: ${error.code}: ${error.message}` }, {
    lines: [
      ...error.findings.map(({ rule, applied, why }) =>
        `rule ${rule}: ${applied ? 'holds' : "doesn't hold"}${why === '' ? '' : `: ${why}`}`),
      ...factsOf(proof.receipt.entry.content),
    ],
    proof,
    file: { name: `${key}.refusal.receipt.json`, text: proof.text },
  });
}

/** What the vault read in the request, as its policy saw it. */
function factsOf(entry) {
  const facts = entry.optional('facts');
  const said = ['chain_id', 'nonce', 'to', 'value', 'max_fee', 'data_length', 'text'];
  return facts === null ? [] : [`the vault read: ${said
    .filter((name) => facts.optional(name) !== null)
    .map((name) => `${name} ${facts.member(name).value}`).join(', ')}`];
}

function waiting(what, node) {
  const approvals = node.member('approvals');
  addOutcome(`${what} not signed yet`, {
    good: false,
    words: `It waits for ${approvals.member('needed').value} approvals until ${approvals.member('until').text}.`
      + ' This page gives none: strongroom keys approve does.',
  }, { pairs: [['proposal', node.member('proposal').text]] });
}
