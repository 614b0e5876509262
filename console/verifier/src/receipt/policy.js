// SPDX-License-Identifier: Apache-2.0

import { readInference } from '../answer/policy.js';
import { hex } from '../bytes.js';
import { JsonNode } from '../json.js';
import { readPolicy } from '../policy.js';
import { allowed, requirement } from '../requirement.js';
import { instantOf } from './fields.js';
import { MalformedReceipt } from './malformed.js';
import { KeyType, parseVerifierKey } from './vkey.js';

const MEMBERS = ['$schema', 'version', 'kind', 'comment', 'logs', 'enclave', 'earlierEpochs',
  'witnesses', 'timestamps', 'time', 'inference'];
const MAX_WITNESSES = 64;

/**
 * Reads a policy for receipts (docs/receipt.md, section 8): the same file that the command and the
 * Java library read, as strictly. What a browser can't verify is refused, never left out: evidence
 * of other kinds than `nitro-enclave`, required time-stamps, receipts of back ends.
 *
 * @param {string} text JSON
 * @throws {MalformedJson} if it isn't one, or asks what only the command verifies; says where and why
 */
export async function parseReceiptPolicy(text) {
  const policy = JsonNode.parse(text);
  policy.member('version').integer(1, 1);
  if (policy.member('kind').text !== 'receipt') {
    throw policy.member('kind').error('only "receipt" is understood');
  }
  policy.only(MEMBERS);
  const logs = await settled(requirement(policy, 'logs', logKeys));
  const enclave = requirement(policy, 'enclave', enclavePolicy);
  const witnesses = await settled(requirement(policy, 'witnesses', quorum));
  const timestamps = requirement(policy, 'timestamps', (value) => {
    throw value.error("a browser can't verify time-stamps (RFC 3161): use the command");
  });
  const time = requirement(policy, 'time', window);
  const earlierEpochsAllowed = allowed(policy.optional('earlierEpochs'));
  const answers = policy.optional('inference');
  const inference = answers === null ? null : readInference(answers);
  if (logs.ignore !== undefined && enclave.ignore !== undefined) {
    throw policy.error(
      'the policy ignores both log and enclave: anybody could have made the receipt');
  }
  return Object.freeze({ logs, enclave, earlierEpochsAllowed, witnesses, timestamps, time, inference });
}

/** Keys are read by their ids, which are digests, so that they take their time. */
async function settled(part) {
  return part.ignore !== undefined ? part : Object.freeze({ require: await part.require });
}

async function logKeys(list) {
  const keys = [];
  for (const item of list.items) {
    item.only(['name', 'key']);
    const key = await keyOf(item);
    if (key.type !== KeyType.ED25519) {
      throw item.error(`${key.name}: a witness's key, not a log's`);
    }
    keys.push(key);
  }
  return keys;
}

/** The key is told by its text form; a name beside it is for people. */
async function keyOf(item) {
  // Refuses a name that isn't a text.
  item.optional('name')?.text;
  const node = item.member('key');
  try {
    return await parseVerifierKey(node.text);
  } catch (error) {
    throw error instanceof MalformedReceipt ? node.error(error.message) : error;
  }
}

function enclavePolicy(value) {
  const policy = readPolicy(value);
  if (policy.nonce.require !== undefined) {
    throw value.error("an epoch's evidence is bound to no nonce");
  }
  return policy;
}

async function quorum(node) {
  node.only(['quorum', 'of']);
  const keys = [];
  const seen = new Set();
  for (const item of node.member('of').items) {
    const witness = await witnessKey(item);
    // An Ed25519 cosignature doesn't say its signer's name: one key could count for two.
    const key = hex(witness.key.publicKey);
    if (seen.has(key)) {
      throw item.error(`the key of ${witness.key.name} twice`);
    }
    seen.add(key);
    keys.push(witness);
  }
  const threshold = node.member('quorum').integer(1, MAX_WITNESSES);
  const witnesses = new Set(keys.map(({ key }) => key.name)).size;
  if (threshold > witnesses) {
    throw node.error(`${threshold} of ${witnesses} witnesses`);
  }
  return Object.freeze({ threshold, keys: Object.freeze(keys), witnesses });
}

async function witnessKey(item) {
  item.only(['name', 'key', 'from', 'until']);
  const key = await keyOf(item);
  const from = optionalInstant(item, 'from');
  const until = optionalInstant(item, 'until');
  if (key.type === KeyType.ED25519) {
    throw item.error(`${key.name}: a log's key, not a witness's`);
  }
  if (from !== null && until !== null && from >= until) {
    throw item.error(`${key.name}: valid until before it is valid from`);
  }
  return Object.freeze({ key, from, until });
}

function window(node) {
  node.only(['after', 'before']);
  const after = optionalInstant(node, 'after');
  const before = optionalInstant(node, 'before');
  if (after === null && before === null) {
    throw node.error('a time without "after" and "before" asks nothing');
  }
  if (after !== null && before !== null && after >= before) {
    throw node.error('"after" isn\'t before "before"');
  }
  return Object.freeze({ after, before });
}

function optionalInstant(node, name) {
  const member = node.optional(name);
  return member === null ? null : instantOf(member);
}
