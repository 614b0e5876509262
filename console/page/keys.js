// SPDX-License-Identifier: Apache-2.0

import { JsonNode, pageKey } from './verifier/index.js';
import { offerSigning } from './keys-forms.js';
import { forgetHistories, progressOf, readHistory } from './keys-history.js';
import { addOutcome, say } from './keys-outcomes.js';
import {
  choosePasskey, makePasskey, pageSigner, passkeySigner, whyNoPasskeys,
} from './keys-passkey.js';
import { SMALL_POLICY, SMALL_POLICY_WORDS } from './keys-policy.js';
import { birthOf, judged, policyOf } from './keys-receipts.js';
import { Vault, VaultRefused } from './keys-vault.js';
import { facts, made, place } from './shown.js';
import { visit } from './visit.js';

const NOT_ACCEPTED = 'Off: the evidence above isn\'t accepted under what you expect. Who would hold the key nobody knows.';
const COPY = "Off: browsers use passkeys only on their own site's pages, and this is a copy. Open the enclave's own page.";
const NAMED = [
  'MessageRefused', 'MalformedAnswer', 'MalformedEvidence', 'MalformedJson', 'MalformedReceipt'];
const LABEL = 'made in the page';

/** What the section knows: the accepted enclave's vault, who asks, and the keys that are theirs. */
const state = { vault: null, signer: null, keys: new Map(), busy: false };

/** Takes part in the page. */
export function offerKeys() {
  place('keys-policy').value = JSON.stringify(SMALL_POLICY, null, 2);
  place('keys-policy-words').append(...SMALL_POLICY_WORDS.map((words) => made('li', '', words)));
  place('keys-policy').addEventListener('input', () => {
    const changed = place('keys-policy').value !== JSON.stringify(SMALL_POLICY, null, 2);
    place('keys-policy-changed').hidden = !changed;
  });
  on('keys-register', 'click', register);
  on('keys-known', 'click', enter);
  on('keys-create', 'submit', create);
  on('keys-read', 'click', history);
  place('keys-which').addEventListener('change', showChosen);
  offerSigning({ on, chosen, state });
  if (visit.copy) {
    off(COPY);
    return;
  }
  off(NOT_ACCEPTED);
  visit.addEventListener('answer', open);
}

/** One thing at a time: a passkey's counter has to rise in order. */
function on(id, event, action) {
  place(id).addEventListener(event, async (happened) => {
    happened.preventDefault();
    if (state.busy) {
      return;
    }
    busy(true);
    try {
      await action();
    } catch (error) {
      failed(error);
    } finally {
      busy(false);
    }
  });
}

function busy(yes) {
  state.busy = yes;
  place('keys-part').setAttribute('aria-busy', String(yes));
  buttons();
}

/** Whatever went wrong is named; a script's own mistake isn't hidden. */
function failed(error) {
  const known = [VaultRefused, RangeError, DOMException].some((kind) => error instanceof kind)
    || NAMED.includes(error.name);
  const words = error.name === 'NotAllowedError'
    ? 'the browser gave no passkey: somebody said no, or nobody said anything for too long'
    : `${error instanceof VaultRefused ? `${error.code}: ` : ''}${error.message}`;
  addOutcome('Not done', { good: false, words: `REFUSED: ${words}` }, {});
  if (!known) {
    throw error;
  }
}

/** Another answer may be another enclave's: nothing of the former one stays. */
async function open() {
  const { answer, policy } = visit;
  Object.assign(state, { vault: null, signer: null });
  state.keys.clear();
  forgetHistories();
  facts(place('keys-who'), []);
  showKeys();
  off(NOT_ACCEPTED);
  if (answer === null || !answer.accepted) {
    return;
  }
  try {
    const vault = await Vault.of(answer, policy);
    if (visit.answer !== answer) {
      return;
    }
    there(vault !== null);
    if (vault !== null) {
      ready(vault);
    }
  } catch (error) {
    off(`Off: ${error.message}`);
  }
}

/** Without a vault there is no section, and no way to it. */
function there(yes) {
  place('keys-part').hidden = !yes;
  for (const link of document.querySelectorAll('nav a[href="#keys"]')) {
    link.parentElement.hidden = !yes;
  }
}

function ready(vault) {
  const why = whyNoPasskeys(vault.relyingParty);
  if (why !== null) {
    off(`Off: ${why}.`);
    return;
  }
  state.vault = vault;
  place('keys-off').classList.replace('refused', 'accepted');
  const label = visit.answer.verdict.simulated
    ? 'SIMULATED: whoever runs the machine reads its keys, so try it out with nothing of worth. ' : '';
  place('keys-off').textContent =
    `${label}This enclave has a vault, and takes passkeys that are made on this page.`;
  buttons();
}

function off(words) {
  place('keys-off').classList.remove('accepted');
  place('keys-off').textContent = words;
  buttons();
}

/** Which buttons do something now. */
function buttons() {
  const usable = state.vault !== null && !state.busy;
  const known = usable && state.signer !== null;
  for (const one of place('keys-part').querySelectorAll('button[data-needs]')) {
    const { needs } = one.dataset;
    one.disabled = needs === 'vault' ? !usable : needs === 'passkey' ? !known
      : !known || state.keys.size === 0;
  }
}

/** The chosen key, as the vault showed it. */
function chosen() {
  return state.keys.get(place('keys-which').value);
}

function showKeys() {
  const before = place('keys-which').value;
  place('keys-which').replaceChildren(...[...state.keys.values()].map((key) => {
    const option = made('option', '', `${key.member('label').anyText || 'without a label'}`
      + ` (${key.member('type').text}, ${key.member('id').text.slice(0, 8)}…)`);
    option.value = key.member('id').text;
    return option;
  }));
  if (state.keys.has(before)) {
    place('keys-which').value = before;
  }
  showChosen();
  buttons();
}

function showChosen() {
  const key = chosen();
  facts(place('keys-facts'), key === undefined ? [] : factsOf(key));
  place('keys-read').textContent = key !== undefined && progressOf(key.member('id').text) !== null
    ? 'Read earlier entries' : 'Read its history';
}

function factsOf(key) {
  const pairs = [['key', key.member('id').text], ['status', key.member('status').text]];
  for (const account of key.member('accounts').items) {
    const path = account.member('path').anyText;
    for (const name of account.member('addresses').names) {
      pairs.push([`${name} address`, account.member('addresses').member(name).text
        + (path === '' ? '' : ` (${path})`)]);
    }
  }
  return pairs;
}

function add(key) {
  const id = key.member('id').text;
  state.keys.set(id, key);
  showKeys();
  place('keys-which').value = id;
  showChosen();
}

/** What was begun at one enclave isn't shown as another's. */
function still(vault) {
  if (state.vault !== vault) {
    throw new RangeError("the enclave was asked anew meanwhile: what came of it, the keys' histories say");
  }
}

/** The passkey's registration is signed by a key of this page's, which is forgotten after. */
async function register() {
  const { vault } = state;
  const signer = pageSigner(await pageKey());
  say('Your browser asks for a passkey…');
  const { node: asked } = await vault.ask('/v1/passkeys/options', {}, signer);
  const response = await makePasskey(asked.member('options'));
  const { node } = await vault.ask(
    '/v1/wallets', { login: { kind: 'passkey', response } }, signer);
  still(vault);
  known(response.id);
  const key = node.member('key');
  add(key);
  const proof = await judged(vault, node.member('receipt'), {
    key: key.member('id').text, kinds: ['key-born'], checks: [birthOf(key, principal())] });
  addOutcome('Passkey registered', {
    good: true,
    words: "The vault knows your passkey, and made a first wallet for it, under the vault's own policy"
      + ' for wallets.',
  }, bornOf(key, proof));
}

function known(id) {
  state.signer = passkeySigner(state.vault.relyingParty, id);
  facts(place('keys-who'), [['you are', principal()]]);
}

function principal() {
  return `passkey:${state.vault.relyingParty}:${state.signer.keyId}`;
}

/** Twice the passkey is asked for: which it is, and to sign the question. */
async function enter() {
  const { vault } = state;
  say('Your browser asks which passkey…');
  const id = await choosePasskey(vault.relyingParty);
  const { node } = await vault.ask('/v1/keys/list', {}, passkeySigner(vault.relyingParty, id));
  still(vault);
  known(id);
  const keys = node.member('keys');
  for (const key of keys.value.length === 0 ? [] : keys.items) {
    state.keys.set(key.member('id').text, key);
  }
  showKeys();
  addOutcome('Your keys', {
    good: true,
    words: `The vault has ${node.member('total').value} keys that were made for this passkey`
      + `${node.optional('next') === null ? '' : `, and the page shows ${state.keys.size}`}.`,
  }, { lines: ['A list has no receipt: whether one is missing, this doesn\'t show.'] });
}

async function create() {
  const { vault, signer } = state;
  const policy = JsonNode.parse(place('keys-policy').value);
  const type = place('keys-type').value;
  say('Your browser asks for your passkey…');
  const { node } = await vault.ask(
    '/v1/keys', { type, label: LABEL, policy: plain(policy) }, signer);
  still(vault);
  const key = node.member('key');
  add(key);
  const proof = await judged(vault, node.member('receipt'), {
    key: key.member('id').text,
    kinds: ['key-born'],
    checks: [birthOf(key, principal()), policyOf(policy)],
  });
  addOutcome('Wallet created', { good: true, words: 'Born inside the enclave.' }, bornOf(key, proof));
}

function plain(node) {
  return JSON.parse(JSON.stringify(node.value, (_, value) =>
    value instanceof Map ? Object.fromEntries(value) : value));
}

function bornOf(key, proof) {
  return {
    pairs: factsOf(key),
    proof,
    file: { name: `${key.member('id').text}.birth.receipt.json`, text: proof.text },
  };
}

async function history() {
  const { vault, signer } = state;
  const id = chosen().member('id').text;
  say('Your browser asks for your passkey…');
  const whole = await readHistory(vault, id, signer);
  still(vault);
  if (!whole) {
    const { have, of } = progressOf(id);
    say(`${have} of ${of} entries are here. Read the earlier ones, which takes your passkey again.`);
  }
  showChosen();
}
