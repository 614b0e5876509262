// SPDX-License-Identifier: Apache-2.0

import { concat, utf8 } from '../bytes.js';
import { canonicalJson } from './canonical.js';
import { hexBytes, listOf, wholeNumber, writtenInstant } from './fields.js';
import { MalformedReceipt } from './malformed.js';
import { verifyEd25519 } from './signed.js';
import { KeyType, parseVerifierKey } from './vkey.js';

const MEMBERS = ['kind', 'time', 'statement', 'signatures'];
const STATEMENT = ['log', 'size', 'root', 'witnesses', 'observed',
  'version', 'generation', 'origin', 'reason'];
const SIGNATURE = ['operator', 'key', 'signature'];
const LABEL = utf8('strongroom ledger recovery v1\0');
const RECOVERED = /^(.+)\/recovered\/([1-9][0-9]{0,2})$/;
const LAST_GENERATION = 100;
const MOST_WITNESSES = 64;
const MOST_REASON = 1000;
const STRANGE = /[\p{Cc}\p{Cf}\p{Cs}]/u;

/**
 * Reads an entry of kind `recovery`, with which a log goes on after a loss, and verifies the
 * operators' signatures in it. Whose keys they are isn't known from it.
 *
 * @returns true; null where this browser's WebCrypto has no Ed25519
 * @throws {MalformedJson|MalformedReceipt} if it isn't one, or one of the signatures is wrong
 */
export async function checkRecovery({ content }) {
  content.only(MEMBERS);
  const statement = content.member('statement');
  await checkStatement(statement);
  const message = concat(LABEL, utf8(canonicalJson(statement.value)));
  const signatures = listOf(content.member('signatures'), Infinity).map(operatorSignature);
  const verified = await Promise.all(
    signatures.map(({ key, signature }) => verifyEd25519(key, signature, message)));
  if (verified.includes(false)) {
    throw new MalformedReceipt("an operator's signature is wrong");
  }
  return verified.includes(null) ? null : true;
}

function operatorSignature(node) {
  node.only(SIGNATURE);
  return {
    operator: node.member('operator').text,
    key: hexBytes(node.member('key'), 32),
    signature: hexBytes(node.member('signature'), 64),
  };
}

async function checkStatement(node) {
  node.only(STATEMENT);
  node.member('version').integer(1, 1);
  const log = await parseVerifierKey(node.member('log').text);
  const size = wholeNumber(node.member('size'));
  hexBytes(node.member('root'), 32);
  const witnesses = node.member('witnesses');
  const cosigned = witnesses.names.map((name) => wholeNumber(witnesses.member(name)));
  writtenInstant(node.member('observed'));
  const reason = node.member('reason').text;
  const generation = generationOf(log.name);
  if (log.type !== KeyType.ED25519 || generation === null || cosigned.length === 0
      || cosigned.length > MOST_WITNESSES || cosigned.some((one) => one <= size)) {
    throw node.error('not the state of a log that lost entries');
  }
  if (reason.length > MOST_REASON || STRANGE.test(reason)) {
    throw node.error(`a reason has 1 to ${MOST_REASON} characters in one line`);
  }
  const next = generation.number + 1;
  node.member('generation').integer(next, next);
  if (node.member('origin').text !== `${generation.name}/recovered/${next}`) {
    throw node.member('origin').error('another origin comes next');
  }
}

/** Which of a deployment's logs has this origin, as far as another can come after it. */
function generationOf(origin) {
  const found = RECOVERED.exec(origin);
  const name = found?.[1] ?? origin;
  const number = Number(found?.[2] ?? 0);
  return (found !== null && RECOVERED.test(name)) || number >= LAST_GENERATION ? null
    : { name, number };
}
