// SPDX-License-Identifier: Apache-2.0

import { utf8 } from '../bytes.js';
import { boundEpochKey, boundLogKey } from './epoch-entry.js';
import { MINUTE } from './instant.js';
import { isFrom } from './note.js';
import { verifyEd25519 } from './signed.js';

/** How far the clocks of enclave, hypervisor, witnesses and this computer may be apart. */
export const SKEW = 5n * MINUTE;

/** What a note holds of a key. */
export const Line = Object.freeze({
  GOOD: 'good', WRONG: 'wrong', MISSING: 'missing', UNVERIFIABLE: 'unverifiable' });

/** The detail of what a browser can't verify. */
export const NO_ED25519 = "this browser's WebCrypto has no Ed25519, so that nothing is verified";

/** One receipt and what is asked about it. */
export class Question {
  constructor(receipt, policy, digest, now, keys) {
    this.receipt = receipt;
    this.policy = policy;
    this.digest = digest;
    this.now = now;
    this.boundLogKey = keys.log;
    this.epochKey = keys.epoch;
  }

  /** @param now in nanoseconds; @param digest of the file that is asked about, or null */
  static async of(receipt, policy, digest, now) {
    const { statement } = receipt.epoch;
    return new Question(receipt, policy, digest, now,
      { log: await boundLogKey(statement), epoch: await boundEpochKey(statement) });
  }

  get checkpoint() {
    return this.receipt.checkpoint;
  }

  get statement() {
    return this.receipt.epoch.statement;
  }

  /** Whether the entry belongs to the epoch whose evidence the receipt has. */
  get enteredInEpoch() {
    return this.receipt.index >= this.statement.index;
  }

  /** The latest instant that anybody's clock may show now. */
  get latest() {
    return this.now + SKEW;
  }

  /** Whether the key signed the checkpoint. One wrong line spoils the others. */
  async signed(key) {
    const { text, signatures } = this.checkpoint.note;
    const lines = signatures.filter((line) => isFrom(line, key));
    const verified = await Promise.all(
      lines.map((line) => verifyEd25519(key.publicKey, line.value, utf8(text))));
    if (verified.length === 0) {
      return Line.MISSING;
    }
    return verified.includes(false) ? Line.WRONG
      : verified.includes(null) ? Line.UNVERIFIABLE : Line.GOOD;
  }
}
