// SPDX-License-Identifier: Apache-2.0

import { concat, utf8 } from '../bytes.js';
import { canonicalJson } from './canonical.js';
import { base64Bytes, hexBytes, wholeNumber } from './fields.js';
import { KeyType, verifierKey } from './vkey.js';

const MEMBERS = ['kind', 'time', 'statement', 'evidence'];
const STATEMENT = ['version', 'origin', 'logKey', 'epochKey', 'index', 'previousRoot'];
const LENGTH = 32;
const LABEL = utf8('strongroom epoch v1\0');

/**
 * Reads the first entry of an epoch: what the enclave says at its start, and the evidence that
 * binds it, which isn't verified here.
 *
 * @returns `{entry, statement, evidence}`
 * @throws {MalformedJson} if it isn't an epoch's
 */
export function epochOf(entry) {
  if (entry.kind !== 'epoch') {
    throw entry.content.member('kind').error("the entry isn't an epoch's");
  }
  entry.content.only(MEMBERS);
  return Object.freeze({
    entry,
    statement: statementOf(entry.content.member('statement')),
    evidence: base64Bytes(entry.content.member('evidence')),
  });
}

function statementOf(node) {
  node.only(STATEMENT);
  node.member('version').integer(1, 1);
  return Object.freeze({
    content: node.value,
    origin: node.member('origin').text,
    logKey: hexBytes(node.member('logKey'), LENGTH),
    epochKey: hexBytes(node.member('epochKey'), LENGTH),
    index: wholeNumber(node.member('index')),
    previousRoot: hexBytes(node.member('previousRoot'), LENGTH),
  });
}

/** What evidence carries as user data, SHA-512; its public key is the epoch's. */
export async function bindingOf(statement) {
  const bound = concat(LABEL, utf8(canonicalJson(statement.content)));
  return new Uint8Array(await globalThis.crypto.subtle.digest('SHA-512', bound));
}

/** The log's key as notes name it; null if its origin can't name a key. */
export function boundLogKey({ origin, logKey }) {
  return verifierKey(origin, KeyType.ED25519, logKey);
}

/** The epoch's key as notes name it, `ORIGIN/epoch/INDEX`; null if its origin can't name a key. */
export function boundEpochKey({ origin, index, epochKey }) {
  return verifierKey(`${origin}/epoch/${index}`, KeyType.ED25519, epochKey);
}
