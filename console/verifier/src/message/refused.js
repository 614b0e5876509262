// SPDX-License-Identifier: Apache-2.0

/**
 * An encrypted message can't be made, or was refused. Nothing of it that wasn't authenticated was
 * handed out; what came before is a part of an answer, and not an answer.
 */
export class MessageRefused extends Error {
  /** @param {string} refusal stable: docs/encrypted-messages.md, section 4, and the client's own */
  constructor(refusal, message) {
    super(`${refusal}: ${message}`);
    this.name = 'MessageRefused';
    this.refusal = refusal;
  }
}
