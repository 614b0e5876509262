// SPDX-License-Identifier: Apache-2.0

/** The bytes break the layout: there is nothing to appraise. */
export class MalformedEvidence extends Error {
  /**
   * @param {string} code as docs/evidence.md lists them
   * @param {number} offset where in the evidence
   */
  constructor(code, offset, message) {
    super(message);
    this.name = 'MalformedEvidence';
    this.code = code;
    this.offset = offset;
  }
}
