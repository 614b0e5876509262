// SPDX-License-Identifier: Apache-2.0

/**
 * Collects named checks in order: `name`, `stage` (`genuine`, `platform`, `policy`), `outcome`
 * (`passed`, `failed`, `not-applicable`), `detail` for people, `reason` (a stable code) if it failed.
 */
export class CheckList {
  #stage = 'genuine';
  #checks = [];

  /** What follows belongs to this stage. */
  enter(stage) {
    this.#stage = stage;
  }

  pass(name, detail) {
    this.#add(name, 'passed', detail, null);
  }

  fail(name, reason, detail) {
    this.#add(name, 'failed', detail, reason);
  }

  skip(name, why) {
    this.#add(name, 'not-applicable', why, null);
  }

  #add(name, outcome, detail, reason) {
    this.#checks.push(Object.freeze({ name, stage: this.#stage, outcome, detail, reason }));
  }

  get failures() {
    return this.#checks.filter((check) => check.outcome === 'failed').length;
  }

  get all() {
    return Object.freeze([...this.#checks]);
  }
}
