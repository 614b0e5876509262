// SPDX-License-Identifier: Apache-2.0

/** Beyond it a Date shows nothing (ECMA-262, 21.4.1.1). */
const LAST = 8640000000000000n;

/** A time in milliseconds since 1970, a BigInt, for people. */
export function shown(at) {
  return at > LAST || at < -LAST ? `${at} ms since 1970` : new Date(Number(at)).toISOString();
}
