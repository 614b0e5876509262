// SPDX-License-Identifier: Apache-2.0

import { eventData, eventEnd } from './verifier/index.js';
import { parsed } from './chat-gateway.js';

/**
 * The events of a chat completion (`stream: true`), as bytes come in. All of these are kept: an
 * answer's receipt is about them.
 */
export class ChatEvents {
  #parts = [];
  #open = new Uint8Array(0);
  length = 0;
  text = '';
  usage = null;
  /** What the gateway or its back end says went wrong; null: nothing. */
  problem = null;
  /** Whether its last event came. */
  done = false;

  /** Takes what arrived; gives the words in it. */
  take(bytes) {
    this.#parts.push(bytes);
    this.length += bytes.length;
    const all = new Uint8Array(this.#open.length + bytes.length);
    all.set(this.#open);
    all.set(bytes, this.#open.length);
    let at = 0;
    let words = '';
    for (let end; (end = eventEnd(all, at)) !== null; at = end) {
      words += this.#event(eventData(all.subarray(at, end)));
    }
    this.#open = all.slice(at);
    this.text += words;
    return words;
  }

  #event(data) {
    if (data === '[DONE]') {
      this.done = true;
      return '';
    }
    const event = parsed(data);
    if (event?.error) {
      this.problem = problemOf(event);
    }
    if (Number.isSafeInteger(event?.usage?.completion_tokens)) {
      this.usage = event.usage;
    }
    const words = event?.choices?.[0]?.delta?.content;
    return typeof words === 'string' ? words : '';
  }

  /** All that came. */
  async bytes() {
    return new Uint8Array(await new Blob(this.#parts).arrayBuffer());
  }
}

/** An error in OpenAI's shape, in words. */
export function problemOf(answer) {
  const { code, message } = answer?.error ?? {};
  return [code, message].filter((one) => typeof one === 'string').join(': ') || 'an error without words';
}
