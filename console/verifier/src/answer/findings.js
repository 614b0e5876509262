// SPDX-License-Identifier: Apache-2.0

import { hex } from '../bytes.js';
import { MalformedJson } from '../json.js';
import { split } from './chunks.js';
import { requestDigest, responseRoot, SALT } from './digests.js';
import { checkFacts } from './facts.js';
import { statementOf } from './statement.js';

/** So many chunks are compared: nobody should hash for minutes at somebody else's word. */
const MOST_CHUNKS = 1n << 20n;

const NOTHING = 'nothing was given to compare';

/** Named checks of an answer, in order. They have no codes beside their names. */
export class Findings {
  #all = [];

  pass(name, detail) {
    this.#add(name, 'passed', detail);
  }

  fail(name, detail) {
    this.#add(name, 'failed', detail);
  }

  skip(name, why) {
    this.#add(name, 'not-applicable', why);
  }

  /** One of the first two. */
  check(name, passed, right, wrong) {
    this.#add(name, passed ? 'passed' : 'failed', passed ? right : wrong);
  }

  #add(name, outcome, detail) {
    this.#all.push(Object.freeze({ name, outcome, detail, reason: null, lines: Object.freeze([]) }));
  }

  get good() {
    return this.#all.every((finding) => finding.outcome !== 'failed');
  }

  get all() {
    return [...this.#all];
  }
}

/**
 * Compares an entry about an answer with what was asked and answered.
 *
 * @param exchange `{salt, request, response}`, bytes, or null if nothing was kept
 * @param incompleteAllowed why an answer that was broken off is accepted; null: it isn't
 * @returns the statement, or null if the entry is none
 */
export async function compare(entry, exchange, incompleteAllowed, findings) {
  const statement = read(entry, findings);
  if (statement === null) {
    return null;
  }
  if (exchange !== null && exchange.salt.length !== SALT) {
    findings.fail('inference.entry', `a salt has ${SALT} bytes`);
    return statement;
  }
  findings.pass('inference.entry', `${statement.endpoint} of ${statement.model} by `
    + `${statement.backend.kind} back end ${statement.backend.name}`);
  if (exchange === null) {
    ['request', 'chunks', 'response'].forEach((one) => findings.skip(`inference.${one}`, NOTHING));
  } else {
    await request(statement, exchange, findings);
    await response(statement.response, exchange, findings);
  }
  complete(statement.response.problem, incompleteAllowed, findings);
  checkFacts(statement, findings.good ? exchange : null, findings);
  return statement;
}

function read(entry, findings) {
  try {
    return statementOf(entry);
  } catch (error) {
    if (!(error instanceof MalformedJson)) {
      throw error;
    }
    findings.fail('inference.entry', error.message);
    return null;
  }
}

async function request(statement, { salt, request: body }, findings) {
  findings.check('inference.request', hex(await requestDigest(salt, body)) === statement.request,
    'the request is the one that was answered', 'another request, or another salt');
}

async function response({ type, chunks: entered, root }, { salt, response: body }, findings) {
  if (entered > MOST_CHUNKS) {
    const many = `the ledger has ${entered} chunks; more than ${MOST_CHUNKS} aren't compared`;
    findings.fail('inference.chunks', many);
    findings.skip('inference.response', many);
    return;
  }
  const chunks = split(type, body, Number(entered) + 1);
  const found = BigInt(chunks.length);
  findings.check('inference.chunks', found === entered, `${found} chunks`, found < entered
    ? `${found} chunks, and the ledger has ${entered}: cut short since, or another response`
    : `more chunks than the ${entered} that the ledger has`);
  findings.check('inference.response',
    found === entered && hex(await responseRoot(salt, chunks)) === root,
    'the response is the one that was given',
    'another response or salt, or its chunks in another order');
}

function complete(problem, allowed, findings) {
  const name = 'inference.complete';
  if (problem === null) {
    findings.pass(name, 'the back end ended it');
  } else if (allowed === null) {
    findings.fail(name, `the answer was broken off: ${problem}`);
  } else {
    findings.skip(name, `the answer was broken off: ${problem}; allowed: ${allowed}`);
  }
}
