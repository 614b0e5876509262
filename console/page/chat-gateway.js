// SPDX-License-Identifier: Apache-2.0

import { messageKeys, MessageRefused, send } from './verifier/index.js';

const MOST = 4 << 20;

/** The gateway can't be talked to any more, or never could. */
export class Unusable extends Error {}

/**
 * The models behind one enclave whose evidence was accepted. All of it by encrypted messages; before
 * keys grow too old, and when the enclave doesn't know them, evidence is asked for again.
 */
export class Gateway {
  #origin;
  #asked;
  #keys;
  #renew;
  #closed = false;

  constructor(origin, asked, keys, renew) {
    this.#origin = origin;
    this.#asked = asked;
    this.#keys = keys;
    this.#renew = renew;
  }

  /**
   * @param asked `{answer, expected}`: accepted, or nothing can be encrypted
   * @param renew asks for evidence again, under the same expectation
   */
  static async of(origin, asked, renew) {
    return new Gateway(origin, asked, await messageKeys(asked.answer), renew);
  }

  /** Nothing is sent any more. */
  close() {
    this.#closed = true;
  }

  /** The evidence that answers are now relied on by, and what was expected. */
  get asked() {
    return this.#asked;
  }

  /**
   * Sends a request and gives the opened response.
   * @throws {MessageRefused}, {Unusable}, or what `fetch` throws
   */
  async call(request, signal) {
    const keys = this.#keys;
    try {
      return await this.#sent(keys, request, signal);
    } catch (error) {
      if (!(error instanceof MessageRefused) || !isOfKeys(error)) {
        throw error;
      }
      await this.#verifyAgain();
      // Anybody can say that a key is unknown; only another key makes it worth sending again.
      if (error.refusal === 'not-encrypted' && String(this.#keys.keyId) === String(keys.keyId)) {
        throw error;
      }
    }
    return this.#sent(this.#keys, request, signal);
  }

  async #sent(keys, request, signal) {
    const sealed = await keys.seal(request);
    if (this.#closed) {
      throw new Unusable('evidence was asked for anew: nothing is sent on the strength of the old');
    }
    return send(this.#origin, sealed, { signal });
  }

  async #verifyAgain() {
    const again = this.#closed ? null : await this.#renew();
    if (!again?.answer.accepted) {
      throw new Unusable('the evidence was asked for again and not accepted: nothing was sent');
    }
    if (again.answer.identityKey !== this.#asked.answer.identityKey) {
      throw new Unusable('another deployment answers now: nothing was sent. Ask and verify, to talk to that one');
    }
    this.#asked = again;
    this.#keys = await messageKeys(again.answer);
  }

  /** The names of its models; null if it has none. */
  async models() {
    const { status, text } = await this.#read('/v1/models');
    if (status >= 400 && status < 500) {
      return null;
    }
    const list = status === 200 ? parsed(text)?.data : null;
    if (!Array.isArray(list) || !list.every((one) => typeof one?.id === 'string')) {
      throw new Unusable(`no list of models, but status ${status}`);
    }
    return list.map(({ id }) => id);
  }

  /** An answer's receipt; null if it isn't there (yet). */
  async receipt(id) {
    const { status, text } = await this.#read(`/v1/receipts/${encodeURIComponent(id)}`);
    return status === 200 ? text : null;
  }

  /** A browser sends no body with GET, so that these are asked for by POST. */
  async #read(target) {
    const { status, body } = await this.call({ method: 'POST', target });
    return { status, text: new TextDecoder().decode(await whole(body, MOST)) };
  }
}

function isOfKeys({ refusal, word }) {
  return refusal === 'reattestation-due' || word === 'unknown-key';
}

/** All bytes of an opened body. */
export async function whole(body, most) {
  const parts = [];
  let length = 0;
  for await (const part of body) {
    parts.push(part);
    length += part.length;
    if (length > most) {
      throw new Unusable('an answer that is too long');
    }
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** What JSON says; null if it is none. */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
