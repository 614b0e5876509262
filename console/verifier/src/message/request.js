// SPDX-License-Identifier: Apache-2.0

import { concat, sha256, utf8 } from '../bytes.js';
import { sealAll } from './chunks.js';
import { writeFields } from './fields.js';
import { ephemeralKey, sender } from './hpke.js';
import { openResponse } from './response.js';

/** Of encrypted requests and responses. */
export const CONTENT_TYPE = 'application/strongroom-message';

const MAGIC = utf8('SRMQ');
const VERSION = 1;
const KEY_ID = utf8('strongroom message key v1\0');
const LABEL = utf8('strongroom message request v1\0');

/** HEAD is missing because its response has no body, CONNECT and TRACE because no service gets them. */
const METHOD = /^(?!HEAD$|CONNECT$|TRACE$)[A-Z]{1,16}$/;
const TARGET = /^\/[!"$-~]{0,4095}$/;

/** Names a statement's message key (docs/encrypted-messages.md, section 1). */
export function keyIdOf(statement) {
  return sha256(concat(KEY_ID, statement));
}

/**
 * Encrypts a request (section 3).
 *
 * @param to `messageKey` and `keyId`
 * @param asked `method`, `target`: readable, and exactly as sent; `fields`, `body`: not readable
 * @param {number} time milliseconds since 1970
 * @param {CryptoKeyPair} [ephemeral] for tests; a new one otherwise
 * @returns `{method, target, body, open(response)}`: what to send once, and the only thing that
 *   opens its response
 * @throws {RangeError} if such a request can't be encrypted
 */
export async function sealRequest(to, asked, time, ephemeral = null) {
  const { method, target, fields = [], body = new Uint8Array(0) } = asked;
  if (!METHOD.test(method) || !TARGET.test(target)) {
    throw new RangeError(`no request that can be encrypted: ${method}`);
  }
  const head = writeFields(fields);
  const when = numbered(8, (view) => view.setBigUint64(0, BigInt(time)));
  const context = await sender(to.messageKey, ephemeral ?? await ephemeralKey(),
    infoOf(to.keyId, when, method, target));
  const sealed = concat(MAGIC, Uint8Array.of(VERSION), to.keyId, context.encapsulated, when,
    await sealAll(context.chunks, head, body));
  let opened = false;
  return Object.freeze({
    method,
    target,
    body: sealed,
    /** @param {Response} response as `fetch` gives */
    open(response) {
      if (opened) {
        throw new RangeError('a request has one response');
      }
      opened = true;
      return openResponse(context, response);
    },
  });
}

/** The request's keys depend on everything that can be read from outside. */
function infoOf(keyId, when, method, target) {
  return concat(LABEL, keyId, when, Uint8Array.of(method.length), utf8(method),
    numbered(2, (view) => view.setUint16(0, target.length)), utf8(target));
}

function numbered(length, write) {
  const bytes = new Uint8Array(length);
  write(new DataView(bytes.buffer));
  return bytes;
}
