// SPDX-License-Identifier: Apache-2.0

import { hex } from '../bytes.js';
import { fromBase64 } from './base64.js';
import { hasLoneSurrogate } from './canonical.js';
import { MalformedReceipt } from './malformed.js';
import { isKeyName } from './vkey.js';

const MAX_SIGNATURES = 64;
const DASH = '\u2014 ';
const ID = 4;
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

/**
 * Reads a signed note (C2SP signed-note, "Format"); nothing is verified.
 * @returns `{text, signatures: [{name, keyId, value}]}`, the text with its last line feed
 * @throws {MalformedReceipt} if it isn't one
 */
export function parseNote(note) {
  if (CONTROL.test(note) || hasLoneSurrogate(note)) {
    throw new MalformedReceipt('control characters or halves of pairs in the note');
  }
  const split = note.lastIndexOf('\n\n');
  const lines = note.slice(split + 2);
  if (split < 0 || lines === '' || !note.endsWith('\n')) {
    throw new MalformedReceipt('the note has no signatures');
  }
  const signatures = lines.slice(0, -1).split('\n').map(signature);
  if (signatures.length > MAX_SIGNATURES) {
    throw new MalformedReceipt(`more than ${MAX_SIGNATURES} signatures`);
  }
  return Object.freeze({ text: note.slice(0, split + 1), signatures: Object.freeze(signatures) });
}

/** A signature line, without its line feed. */
function signature(line) {
  const parts = line.startsWith(DASH) ? line.slice(DASH.length).split(' ') : [];
  if (parts.length !== 2 || !isKeyName(parts[0])) {
    throw new MalformedReceipt('not a signature line');
  }
  const [name, base64] = parts;
  const bytes = fromBase64(base64, `the signature of ${name}`);
  if (bytes.length <= ID) {
    throw new MalformedReceipt(`the signature of ${name} is too short`);
  }
  return Object.freeze({ name, keyId: hex(bytes.subarray(0, ID)), value: bytes.slice(ID) });
}

/** Whether a line says that it is this key's. */
export function isFrom(line, key) {
  return line.keyId === key.id && line.name === key.name;
}
