// SPDX-License-Identifier: Apache-2.0

import { concat, utf8 } from '../bytes.js';
import { MessageRefused } from './refused.js';

const MOST = 64;
const NAME = /^[a-z0-9!#$%&'*+.^_`|~-]{1,64}$/;
const VALUE = /^[\t -~]{0,8192}$/;

/**
 * Header fields that travel inside a message (docs/encrypted-messages.md, section 2).
 *
 * @param fields a list of `[name, value]`
 * @throws {RangeError} if a message can't carry them
 */
export function writeFields(fields) {
  if (fields.length > MOST) {
    throw new RangeError('more header fields than a message can carry');
  }
  return concat(Uint8Array.of(fields.length), ...fields.flatMap(([name, value]) => {
    if (!NAME.test(name) || !VALUE.test(value)) {
      throw new RangeError(`the field ${name} can't be sent`);
    }
    return [Uint8Array.of(name.length), utf8(name),
      Uint8Array.of(value.length >> 8, value.length), utf8(value)];
  }));
}

/**
 * Reads fields that take up all of `bytes`.
 * @throws {MessageRefused} `malformed` if they aren't what `writeFields` makes
 */
export function readFields(bytes) {
  let at = 0;
  const take = (count) => {
    if (count > bytes.length - at) {
      throw malformed();
    }
    at += count;
    return bytes.subarray(at - count, at);
  };
  const [count] = take(1);
  if (count > MOST) {
    throw malformed();
  }
  const fields = [];
  for (let i = 0; i < count; i++) {
    const [length] = take(1);
    const name = latin(take(length));
    const [high, low] = take(2);
    const value = latin(take(256 * high + low));
    if (!NAME.test(name) || !VALUE.test(value)) {
      throw malformed();
    }
    fields.push(Object.freeze([name, value]));
  }
  if (at !== bytes.length) {
    throw malformed();
  }
  return Object.freeze(fields);
}

/** A character for each byte, so that none outside of ASCII passes for one inside. */
function latin(bytes) {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
}

function malformed() {
  return new MessageRefused('malformed', 'malformed header fields');
}
