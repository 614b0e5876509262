// SPDX-License-Identifier: Apache-2.0

/** A release is refused; `code` is one of docs/release.md, such as `release.bad-signature`. */
export class RefusedRelease extends Error {
  constructor(problem, message) {
    super(`release.${problem}: ${message}`);
    this.name = 'RefusedRelease';
    this.code = `release.${problem}`;
  }
}
