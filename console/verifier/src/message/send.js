// SPDX-License-Identifier: Apache-2.0

import { asUtf8 } from '../bytes.js';
import { ByteSource } from './byte-source.js';
import { MessageRefused } from './refused.js';
import { CONTENT_TYPE } from './request.js';

const MOST_WORD = 64;
const WORD = /^[a-z-]{1,32}\n?$/;

/**
 * Sends a sealed request, once, and opens its response.
 *
 * @param {string} origin such as `https://enclave.example`
 * @param sealed as `seal` gives
 * @param {object} [asked] `signal` to stop; `fetch` for tests
 * @returns as `open` gives
 * @throws {MessageRefused}; of a plain answer it has `word`: whoever answered says that it was
 *   refused for this, which says nothing of what became of the request
 */
export async function send(origin, sealed, asked = {}) {
  const { signal, fetch = globalThis.fetch } = asked;
  const { pathname, search } = new URL(sealed.target, origin);
  if (pathname + search !== sealed.target) {
    throw new RangeError('a target that browsers would send otherwise');
  }
  const response = await fetch(origin + sealed.target, {
    method: sealed.method,
    headers: { 'content-type': CONTENT_TYPE },
    body: sealed.body,
    cache: 'no-store',
    credentials: 'omit',
    redirect: 'error',
    signal,
  });
  try {
    return await sealed.open(response);
  } catch (error) {
    if (error instanceof MessageRefused && error.refusal === 'not-encrypted') {
      error.word = await wordOf(response);
    }
    throw error;
  }
}

/** What a plain refusal says: one word, whoever it is from; else nothing. */
async function wordOf(response) {
  const source = new ByteSource(response.body);
  try {
    const text = asUtf8(await source.read(MOST_WORD));
    return text !== null && WORD.test(text) ? text.trim() : '';
  } catch {
    return '';
  } finally {
    await source.cancel();
  }
}
