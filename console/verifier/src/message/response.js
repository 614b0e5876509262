// SPDX-License-Identifier: Apache-2.0

import { concat, startsWith, utf8 } from '../bytes.js';
import { ByteSource } from './byte-source.js';
import { ChunkReader } from './chunks.js';
import { readFields } from './fields.js';
import { expand, extract } from './hkdf.js';
import { MessageRefused } from './refused.js';
import { SealedChunks } from './sealed-chunks.js';

const START = concat(utf8('SRMR'), Uint8Array.of(1));
const SALT = 32;
const EXPORT = utf8('strongroom message response v1');
const OUTER_STATUS = 200;
const TYPE = /^[ \t]*application\/strongroom-message[ \t]*(?:;|$)/i;
const [LEAST_STATUS, MOST_STATUS] = [200, 599];

/**
 * Opens the response to a request (docs/encrypted-messages.md, section 5).
 *
 * @param context of the request
 * @param {Response} response as `fetch` gives
 * @returns `{status, fields, field(name), body}`: the body an async iterator of bytes, which ends
 *   only where the enclave ended it, and otherwise throws
 * @throws {MessageRefused} if it isn't this request's response, as far as its head shows
 */
export async function openResponse(context, response) {
  if (response.status !== OUTER_STATUS || !TYPE.test(response.headers.get('content-type') ?? '')) {
    throw new MessageRefused('not-encrypted', `an answer with status ${response.status} that isn't encrypted`);
  }
  const source = new ByteSource(response.body);
  try {
    return await opened(context, source);
  } catch (error) {
    await source.cancel();
    throw error;
  }
}

async function opened(context, source) {
  const start = await source.whole(START.length + SALT);
  if (!startsWith(start, START)) {
    throw new MessageRefused('malformed', 'not an encrypted response of version 1');
  }
  const reader = new ChunkReader(source, await chunksOf(context, start.subarray(START.length)));
  const head = await reader.head();
  const status = head.length < 2 ? 0 : 256 * head[0] + head[1];
  if (status < LEAST_STATUS || status > MOST_STATUS) {
    throw new MessageRefused('malformed', `a response with status ${status}`);
  }
  const fields = readFields(head.subarray(2));
  return Object.freeze({
    status,
    fields,
    field: (name) => fields.find(([one]) => one === name)?.[1] ?? null,
    body: reader,
  });
}

/** As RFC 9458, section 4.4 derives them. */
async function chunksOf(context, salt) {
  const secret = await context.exported(EXPORT, 32);
  const prk = await extract(concat(context.encapsulated, salt), secret);
  return SealedChunks.of(await expand(prk, utf8('key'), 32), await expand(prk, utf8('nonce'), 12));
}
