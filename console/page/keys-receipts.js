// SPDX-License-Identifier: Apache-2.0

import { canonicalJson, hex, parseReceipt, UNPROVEN, verifyReceipt } from './verifier/index.js';

const SIGNATURE = 128;

/** What the checks of this section don't prove. */
export const KEYS_UNPROVEN = {
  ...UNPROVEN,
  'key.about': 'What came before or after: see the history.',
  'key.birth': "That nobody else has the secret: that is the measured program's word.",
  'key.policy': 'That the policy is a wise one.',
  'key.signature': "That the signature is this address's: no browser verifies signatures over secp256k1."
    + ' The vault verified it before it was entered.',
  'key.refusal': 'That nobody asked in another way: see the history.',
  'history.receipts': 'What the single receipts leave open: see the checks of one.',
  'history.log': 'That others were shown the same log: for that a policy for receipts names witnesses.',
  'history.dossier': 'Anything about other keys.',
  'history.statement': 'What was entered after it.',
  'history.numbers': "That the enclave counts rightly: that is the measured program's word.",
  'history.chain': 'Who asked: the entries say it.',
  'history.birth': 'That a key that was brought in has no copies elsewhere.',
};

/**
 * Verifies the receipt of an answer, and that it is about what was asked.
 *
 * @param node of the receipt, from an answer
 * @param about `{key, kinds, checks}`: the key's id, kinds of entries, and functions from an entry to
 *   more checks
 * @returns `{accepted, simulated, receipt, text, checks}`
 */
export async function judged(vault, node, { key, kinds, checks = [] }) {
  const text = canonicalJson(node.value);
  const receipt = parseReceipt(text);
  const verdict = await verifyReceipt(receipt, { policy: vault.receiptPolicy });
  const { kind, content } = receipt.entry;
  const fits = content.optional('about')?.value === `key/${key}` && kinds.includes(kind);
  const own = [check('key.about', fits, `an entry of kind ${kind} about key ${key}`,
    `an entry of kind ${kind} about something else`)];
  for (const one of fits ? checks : []) {
    own.push(await one(content));
  }
  const all = [...own, ...verdict.checks];
  return {
    accepted: verdict.accepted && own.every(({ outcome }) => outcome === 'passed'),
    simulated: verdict.simulated,
    receipt,
    text,
    checks: all,
  };
}

function check(name, good, passed, failed) {
  return good ? { name, outcome: 'passed', detail: passed, reason: null }
    : { name, outcome: 'failed', detail: failed, reason: 'differs' };
}

/** The entry of a birth is about the key that the answer shows, made inside, of this owner alone. */
export function birthOf(shown, owner) {
  return (entry) => {
    const born = entry.member('key');
    const same = born.names.every((name) => sameMember(born.member(name), shown.optional(name)));
    const owners = born.member('owners').member('of').items.map((one) => one.text);
    const alone = owners.length === 1 && owners[0] === owner && !entry.member('imported').flag;
    return check('key.birth', same && alone,
      `born inside, with these addresses, ${born.member('exportable').flag ? 'exportable' : 'never to leave it'};`
        + ' its one owner is your passkey',
      "the entry has another key, or another owner, than the vault's answer");
  };
}

function sameMember(one, other) {
  return other !== null && canonicalJson(one.value) === canonicalJson(other.value);
}

/** The entry of a birth has the policy that was sent. */
export function policyOf(policy) {
  return async (entry) => {
    const digest = await sha256(canonicalJson(policy.value));
    return check('key.policy', entry.member('key').member('policy').value === digest,
      `the policy is the one that you sent (SHA-256 ${digest})`, 'the policy is another than was sent');
  };
}

/** The entry of a use has the payload that was sent, and the signature that came back. */
export function signatureOf(payload, result) {
  return async (entry) => {
    const [only, ...more] = entry.member('payloads').items;
    const entered = only.member('signatures').items.map((one) => one.text);
    const given = result.member('signatures').items.map((one) => one.text);
    const good = more.length === 0 && entry.member('act').value === 'sign'
      && only.member('digest').value === await sha256(canonicalJson(payload.value))
      && entered.length === 1 && given.length === 1 && entered[0].length >= SIGNATURE
      && given[0].startsWith(entered[0].slice(0, SIGNATURE));
    return check('key.signature', good, 'this payload and this signature were entered',
      'another payload or signature was entered');
  };
}

/** The entry of a refusal says why. */
export function refusalOf(code) {
  return (entry) => check('key.refusal', entry.member('code').value === code,
    `entered as refused: ${code}`, 'entered with another reason');
}

async function sha256(text) {
  const bytes = new TextEncoder().encode(text);
  return hex(new Uint8Array(await globalThis.crypto.subtle.digest('SHA-256', bytes)));
}
