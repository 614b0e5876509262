// SPDX-License-Identifier: Apache-2.0

import { concat, hex, utf8 } from './bytes.js';

const MAGIC = '53524b53';
const KEY = 32;
const LEAST = 4 + 1 + KEY + KEY + 1;
const CONTEXT = utf8('strongroom key statement v1\0');

/** The answer isn't what an enclave gives. */
export class MalformedAnswer extends Error {
  constructor(message) {
    super(message);
    this.name = 'MalformedAnswer';
  }
}

/**
 * Reads a key statement (docs/attested-channel.md, section 5): what an enclave says of its keys.
 * @returns `{attestationKey, identityKey, messageKey}`, the last null if there is none
 * @throws {MalformedAnswer}
 */
export function parseKeyStatement(bytes) {
  const length = bytes[LEAST - 1];
  if (bytes.length < LEAST || hex(bytes.subarray(0, 4)) !== MAGIC || bytes[4] !== 1) {
    throw new MalformedAnswer('not a key statement of version 1');
  }
  if ((length !== 0 && length !== KEY) || bytes.length !== LEAST + length) {
    throw new MalformedAnswer('key statement of a wrong length');
  }
  return Object.freeze({
    attestationKey: bytes.slice(5, 5 + KEY),
    identityKey: bytes.slice(5 + KEY, 5 + 2 * KEY),
    messageKey: length === 0 ? null : bytes.slice(LEAST),
  });
}

/** What evidence has to hold so that it binds a statement: `{publicKey, userData}`. */
export async function challengeOf(statement) {
  const digest = await globalThis.crypto.subtle.digest('SHA-512', concat(CONTEXT, statement));
  return {
    publicKey: parseKeyStatement(statement).attestationKey,
    userData: new Uint8Array(digest),
  };
}
