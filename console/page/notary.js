// SPDX-License-Identifier: Apache-2.0

import {
  expandCompactReceipt, hex, MalformedJson, MalformedReceipt, parseCompactReceipt, saidMembers,
} from './verifier/index.js';
import { JsonNode } from './verifier/json.js';

const UNAVAILABLE = 503;
const REPETITIONS = 6;
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 5000;
const PATIENCE = 60_000;
const CODE = /^[a-z0-9-]{1,64}$/;

/** The enclave gives no receipt; `code` is its own name for why (`GET /v1/openapi.yaml`). */
export class NotaryRefused extends Error {
  constructor(code, message) {
    super(message);
    this.name = 'NotaryRefused';
    this.code = code;
  }
}

/** A key under which a request is entered once, however often it is sent. */
export function onceKey() {
  return `${hex(globalThis.crypto.getRandomValues(new Uint8Array(16)))}/0`;
}

/**
 * Has digests entered, and makes a receipt of each. As long as the enclave says that this may help
 * it is asked again, with the same key.
 *
 * @param origin of the enclave that served the page
 * @param digests 32 bytes each
 * @param once as `onceKey` gives
 * @param told is given the code of each refusal after which it is asked again
 * @returns Maps for `receiptText`; nothing in them is verified but their way to one root
 * @throws {NotaryRefused|MalformedReceipt}
 */
export async function prove(origin, digests, once, told) {
  const body = JSON.stringify({ digests: digests.map(hex) });
  const compact = parseCompactReceipt(await answered(origin, body, once, told));
  const said = saidMembers(compact);
  if (said.length > 0) {
    throw new MalformedReceipt(`the enclave entered words that nobody said: ${said.join(', ')}`);
  }
  const epoch = await asked(`${origin}/v1/log/epochs/${compact.epoch.index}`, {});
  if (epoch.status !== 200) {
    throw refusal(epoch);
  }
  return expandCompactReceipt(compact, digests, epoch.text);
}

async function answered(origin, body, once, told) {
  for (let repetition = 0; ; repetition++) {
    const answer = await asked(`${origin}/v1/proofs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': once },
      body,
    });
    if (answer.status === 200) {
      return answer.text;
    }
    const refused = refusal(answer);
    if (answer.status !== UNAVAILABLE || repetition === REPETITIONS) {
      throw refused;
    }
    told(refused.code);
    await new Promise((resolve) => setTimeout(resolve, pause(answer.retryAfter, repetition)));
  }
}

async function asked(url, more) {
  try {
    const response = await fetch(url, { ...more, cache: 'no-store', credentials: 'omit',
      redirect: 'error', signal: AbortSignal.timeout(PATIENCE) });
    const { status, headers } = response;
    return { status, text: await response.text(), retryAfter: Number(headers.get('retry-after') ?? NaN) };
  } catch {
    throw new NotaryRefused('no-connection', 'the connection broke, or no answer came in a minute;'
      + ' it may have been entered. Ask again: it is entered once');
  }
}

function pause(seconds, repetition) {
  return Math.min(LONGEST_PAUSE, seconds >= 0 ? 1000 * seconds : FIRST_PAUSE * 2 ** repetition);
}

function refusal({ status, text }) {
  try {
    const error = JsonNode.parse(text).member('error');
    const code = error.member('code').text;
    return new NotaryRefused(CODE.test(code) ? code : 'unknown', error.member('message').text);
  } catch (error) {
    if (!(error instanceof MalformedJson)) {
      throw error;
    }
    return new NotaryRefused('unknown', `status ${status}`);
  }
}
