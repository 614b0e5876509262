// SPDX-License-Identifier: Apache-2.0

import {
  appraiseLive, JsonNode, messageKeys, MessageRefused, prepareRequest, receiptPolicyOf, send,
} from './verifier/index.js';
import { visit } from './visit.js';

const MOST = 2 << 20;
const OK = 200;
const MADE = 201;
const [REFUSED, FAILED] = [400, 500];

/** The vault doesn't do what it was asked to. */
export class VaultRefused extends Error {
  /** @param error of the answer, as `JsonNode`; @param status of HTTP */
  constructor(error, status) {
    super(error.member('message').anyText);
    this.name = 'VaultRefused';
    this.code = error.member('code').text;
    this.status = status;
    this.findings = error.optional('findings')?.items.map((one) => ({
      rule: one.member('rule').anyText,
      applied: one.member('applied').flag,
      why: one.member('why').anyText,
    })) ?? [];
    this.receipt = error.optional('receipt');
  }
}

/**
 * The vault of the enclave that was accepted. Requests are encrypted to the key that its evidence
 * binds, so that nobody on the way reads them or answers them.
 */
export class Vault {
  #keys;
  #ownReceipts;

  constructor(keys, about, ownReceipts) {
    this.#keys = keys;
    this.#ownReceipts = ownReceipts;
    this.epoch = about.member('epoch').text;
    this.relyingParty = about.member('people').optional('passkeys')?.member('relyingParty').text ?? null;
  }

  /** Under which receipts are judged: the visitor's, or what follows from what they expect. */
  get receiptPolicy() {
    return visit.receiptPolicy ?? this.#ownReceipts;
  }

  /**
   * @returns the vault of the enclave whose answer was accepted; null if it has none
   * @throws {MessageRefused} if the enclave takes no encrypted messages
   */
  static async of(answer, policy) {
    const keys = await messageKeys(answer);
    const { status, node } = await exchange(keys, '/v1/vault', new Uint8Array(0), []);
    if (status >= REFUSED && status < FAILED) {
      return null;
    }
    const about = done(status, node);
    return new Vault(keys, about, await receiptPolicyOf(policy, about.member('log').text));
  }

  /**
   * Asks.
   *
   * @param target path, and query if there is one
   * @param {object|null} body JSON
   * @param signer whose request it is: `{algorithm, keyId, sign(prepared)}`, which gives headers
   * @returns `{status, node}`
   * @throws {VaultRefused}
   */
  async ask(target, body, signer) {
    const bytes = new TextEncoder().encode(body === null ? '' : JSON.stringify(body));
    const [path, query = ''] = target.split('?');
    const prepared = await prepareRequest({
      method: 'POST', path, query, body: bytes, epoch: this.epoch,
      algorithm: signer.algorithm, keyId: signer.keyId,
    });
    const headers = await signer.sign(prepared);
    const { status, node } = await exchange(
      await this.#fresh(), target, bytes, Object.entries(headers));
    return { status, node: done(status, node) };
  }

  /** Evidence grows old: then it is asked for again, under the same policy. */
  async #fresh() {
    if (Date.now() >= this.#keys.goodUntil) {
      const answer = await appraiseLive(visit.origin, { policy: visit.policy });
      if (!answer.accepted) {
        throw new MessageRefused('not-accepted', "the enclave's evidence isn't accepted any more");
      }
      this.#keys = await messageKeys(answer);
    }
    return this.#keys;
  }
}

async function exchange(keys, target, body, headers) {
  const fields = [['content-type', 'application/json'], ...headers];
  const sealed = await keys.seal({ method: 'POST', target, fields, body });
  const response = await sent(sealed);
  const text = await textOf(response.body);
  const json = (response.field('content-type') ?? '').startsWith('application/json');
  return { status: response.status, node: json ? JsonNode.parse(text) : null };
}

async function sent(sealed) {
  try {
    return await send(visit.origin, sealed);
  } catch (error) {
    // Browsers say no more of a connection that failed.
    if (error instanceof TypeError) {
      throw new MessageRefused('unreachable', 'the enclave didn\'t answer');
    }
    if (error instanceof MessageRefused && error.word === 'unknown-key') {
      throw new MessageRefused('unknown-key', 'the enclave has another key now: press "Ask and verify" again');
    }
    throw error;
  }
}

async function textOf(body) {
  const parts = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    if (length > MOST) {
      throw new RangeError('an answer that is too long');
    }
    parts.push(part.slice());
  }
  return new Blob(parts).text();
}

function done(status, node) {
  if (node === null) {
    throw new RangeError(`an answer with status ${status} that isn't JSON`);
  }
  const error = node.optional('error');
  if (error !== null) {
    throw new VaultRefused(error, status);
  }
  if (status >= REFUSED) {
    throw new RangeError(`an answer with status ${status}`);
  }
  return node;
}

/** Whether the vault did it, and doesn't wait for others to approve. */
export function isDone(status) {
  return status === OK || status === MADE;
}
