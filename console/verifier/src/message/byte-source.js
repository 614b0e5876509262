// SPDX-License-Identifier: Apache-2.0

import { concat } from '../bytes.js';
import { MessageRefused } from './refused.js';

/** Takes so many bytes at a time from a stream of pieces of any length. */
export class ByteSource {
  #reader;
  #waiting = [];
  #length = 0;
  #ended = false;

  /** @param {ReadableStream<Uint8Array>|null} stream null: one that is empty */
  constructor(stream) {
    this.#reader = stream?.getReader() ?? null;
  }

  /**
   * So many bytes.
   * @throws {MessageRefused} `truncated` if the stream ends before
   */
  async whole(count) {
    const bytes = await this.read(count);
    if (bytes.length < count) {
      throw new MessageRefused('truncated', 'ended before the final chunk');
    }
    return bytes;
  }

  /** So many bytes, or fewer at the end. */
  async read(count) {
    while (this.#length < count && !this.#ended) {
      await this.#more();
    }
    // Together once, and not at each arrival: many small pieces would cost a copy each.
    const all = concat(...this.#waiting);
    const taken = all.slice(0, count);
    const rest = all.subarray(taken.length);
    this.#waiting = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
    return taken;
  }

  async #more() {
    let arrived;
    try {
      arrived = await this.#reader?.read() ?? { done: true };
    } catch (error) {
      // Stopped by whoever asked, or cut by whoever carries it: the same, but for the words.
      throw new MessageRefused('truncated', error.name === 'AbortError'
        ? 'stopped before the end' : 'the connection failed before the end');
    }
    if (arrived.done) {
      this.#ended = true;
    } else {
      this.#waiting.push(arrived.value);
      this.#length += arrived.value.length;
    }
  }

  /** Nothing more is wanted. */
  async cancel() {
    try {
      await this.#reader?.cancel();
    } catch {
      // It failed before, which was said where it was read.
    }
  }
}
