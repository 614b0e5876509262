// SPDX-License-Identifier: Apache-2.0

const STEP = 1024;

const PADDED = {
  none: (length) => length,
  '1k': (length) => Math.ceil(length / STEP) * STEP,
  pow2: (length) => Math.max(STEP, 2 ** Math.ceil(Math.log2(length))),
};

/**
 * What the length of a request shows to whoever carries it: JSON is lengthened by spaces at its end,
 * which mean nothing. Of answers it hides nothing.
 *
 * @param {Uint8Array} json
 * @param {'none'|'1k'|'pow2'} to its length; whole KiB; powers of two from 1 KiB
 */
export function padJson(json, to) {
  if (json.length === 0) {
    return json;
  }
  const padded = new Uint8Array(PADDED[to](json.length)).fill(0x20);
  padded.set(json);
  return padded;
}
