// SPDX-License-Identifier: Apache-2.0

import { LAST, SECOND, showInstant } from '../receipt/instant.js';

const TIME = 8;

/** What a cosignature has after its time: Ed25519's, ML-DSA-44's. */
const LENGTHS = [64, 2420];

/**
 * Who says to have cosigned a checkpoint, and when: nothing of it is verified.
 * @returns `[{name, time}]`, the time null where the line has none
 */
export function cosignersOf({ origin, note }) {
  return note.signatures
    .filter(({ name }) => name !== origin && !name.startsWith(`${origin}/epoch/`))
    .map(({ name, value }) => ({ name, time: timeOf(value) }));
}

function timeOf(value) {
  if (!LENGTHS.includes(value.length - TIME)) {
    return null;
  }
  const seconds = new DataView(value.buffer, value.byteOffset).getBigInt64(0);
  return seconds < 0n || seconds > LAST ? null : showInstant(seconds * SECOND);
}
