// SPDX-License-Identifier: Apache-2.0

/**
 * Collects a receipt's named checks in order: `name`, `outcome` (`passed`, `failed`,
 * `not-applicable`), `detail` for people, `reason` (a stable code) if it failed, and `lines` of
 * which it consists: `{name, outcome, detail}` of each witness, or of each check of the evidence.
 */
export class ReceiptChecks {
  #checks = [];

  pass(name, detail, lines = []) {
    this.#add(name, 'passed', detail, null, lines);
  }

  fail(name, reason, detail, lines = []) {
    this.#add(name, 'failed', detail, reason, lines);
  }

  skip(name, why) {
    this.#add(name, 'not-applicable', why, null, []);
  }

  ignored(name, why) {
    this.skip(name, `ignored: ${why}`);
  }

  #add(name, outcome, detail, reason, lines) {
    this.#checks.push(Object.freeze({ name, outcome, detail, reason, lines: Object.freeze(lines) }));
  }

  /** Whether none has failed so far. */
  get good() {
    return this.#checks.every((check) => check.outcome !== 'failed');
  }

  get all() {
    return Object.freeze([...this.#checks]);
  }
}
