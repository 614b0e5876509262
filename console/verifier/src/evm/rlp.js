// SPDX-License-Identifier: Apache-2.0

import { concat, fromHex } from '../bytes.js';

const STRING = 0x80;
const LIST = 0xc0;
const SHORT = 55;

/**
 * Encodes what Ethereum signs (RLP: the yellow paper, appendix B), in its one form.
 *
 * @param item bytes; a BigInt from 0 on, which is written without leading zeros; or a list of items
 * @throws {RangeError} if it is anything else
 */
export function rlp(item) {
  if (item instanceof Uint8Array) {
    return item.length === 1 && item[0] < STRING ? item : framed(STRING, item);
  }
  if (Array.isArray(item)) {
    return framed(LIST, concat(...item.map(rlp)));
  }
  if (typeof item === 'bigint' && item >= 0n) {
    return rlp(bigEndian(item));
  }
  throw new RangeError('not a value of RLP');
}

function framed(base, payload) {
  if (payload.length <= SHORT) {
    return concat(Uint8Array.of(base + payload.length), payload);
  }
  const length = bigEndian(BigInt(payload.length));
  return concat(Uint8Array.of(base + SHORT + length.length), length, payload);
}

function bigEndian(number) {
  if (number === 0n) {
    return new Uint8Array(0);
  }
  const digits = number.toString(16);
  return fromHex(digits.length % 2 === 0 ? digits : `0${digits}`);
}
