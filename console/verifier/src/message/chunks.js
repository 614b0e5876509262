// SPDX-License-Identifier: Apache-2.0

import { concat } from '../bytes.js';
import { MessageRefused } from './refused.js';
import { TAG } from './sealed-chunks.js';

/** What a chunk is; the first byte of its frame. */
const HEAD = 0;
const MORE = 1;
const FINAL = 2;

const FRAME = 3;
const MOST = 2 ** 32;

/** The most plaintext in a chunk. */
export const MAX_CHUNK = 16_384;

/** A whole message's chunks: head, then body. */
export async function sealAll(chunks, head, body) {
  if (head.length > MAX_CHUNK) {
    throw new RangeError('more header fields than a message can carry');
  }
  const sealed = [await chunk(chunks, HEAD, head)];
  let at = 0;
  do {
    const part = body.subarray(at, at + MAX_CHUNK);
    at += part.length;
    sealed.push(await chunk(chunks, at === body.length ? FINAL : MORE, part));
  } while (at < body.length);
  return concat(...sealed);
}

async function chunk(chunks, mark, plaintext) {
  const frame = Uint8Array.of(mark, plaintext.length >> 8, plaintext.length);
  return concat(frame, await chunks.seal(frame, plaintext));
}

/**
 * Opens the chunks of one message: first its head, then its body, as an async iterator of bytes.
 * Hands out nothing that wasn't authenticated, and ends only after the final chunk and the
 * stream's end. What failed once fails always.
 */
export class ChunkReader {
  #source;
  #chunks;
  #left = MOST;
  #finalSeen = false;
  #ended = false;
  #failure = null;

  /** @param source a `ByteSource`; @param chunks that open */
  constructor(source, chunks) {
    this.#source = source;
    this.#chunks = chunks;
  }

  /** The first chunk; before the body. */
  head() {
    return this.#opened(true);
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  async next() {
    if (this.#failure !== null) {
      throw this.#failure;
    }
    try {
      return await this.#part();
    } catch (error) {
      this.#failure = error;
      await this.#source.cancel();
      throw error;
    }
  }

  /** Whoever stops reading doesn't know whether there was an end. */
  async return() {
    this.#failure ??= new MessageRefused('truncated', 'not read to its end');
    await this.#source.cancel();
    return { done: true, value: undefined };
  }

  async #part() {
    while (!this.#finalSeen) {
      const value = await this.#opened(false);
      if (value.length > 0) {
        return { done: false, value };
      }
    }
    if (!this.#ended && (await this.#source.read(1)).length !== 0) {
      throw new MessageRefused('trailing', 'bytes after the final chunk');
    }
    this.#ended = true;
    return { done: true, value: undefined };
  }

  async #opened(head) {
    if (this.#left-- <= 0) {
      throw new MessageRefused('too-long', 'more chunks than a message may have');
    }
    const frame = await this.#source.whole(FRAME);
    const [mark, high, low] = frame;
    const length = 256 * high + low;
    if (mark > FINAL || (mark === HEAD) !== head) {
      throw new MessageRefused('malformed', 'no such chunk may stand there');
    }
    if (length > MAX_CHUNK || (length === 0 && mark !== FINAL)) {
      throw new MessageRefused('malformed', `a chunk of ${length} bytes`);
    }
    const plaintext = await this.#chunks.open(frame, await this.#source.whole(length + TAG));
    if (plaintext === null) {
      throw new MessageRefused('not-opened', "a chunk that isn't this message's next");
    }
    this.#finalSeen = mark === FINAL;
    return plaintext;
  }
}
