// SPDX-License-Identifier: Apache-2.0

import { fromBase64 } from './base64.js';
import { MalformedReceipt } from './malformed.js';
import { parseNote } from './note.js';

const SIZE = /^(?:0|[1-9][0-9]{0,18})$/;
const LARGEST = (1n << 63n) - 1n;
const ROOT = 32;

/**
 * Reads a checkpoint (C2SP tlog-checkpoint) and whoever says to have signed it; nothing is verified.
 * @returns `{origin, size, root, note}`, the size a BigInt
 * @throws {MalformedReceipt} if it isn't one
 */
export function parseCheckpoint(encoded) {
  const note = parseNote(encoded);
  const lines = note.text.split('\n').slice(0, -1);
  if (lines.length < 3) {
    throw new MalformedReceipt('a checkpoint has at least three lines');
  }
  const root = fromBase64(lines[2], "the checkpoint's root");
  if (root.length !== ROOT || lines.includes('')) {
    throw new MalformedReceipt("a line of the checkpoint can't be one");
  }
  const size = SIZE.test(lines[1]) ? BigInt(lines[1]) : LARGEST + 1n;
  if (size > LARGEST) {
    throw new MalformedReceipt("the size of a tree isn't one");
  }
  return Object.freeze({ origin: lines[0], size, root, note });
}
