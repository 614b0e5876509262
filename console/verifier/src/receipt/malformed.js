// SPDX-License-Identifier: Apache-2.0

/** The file breaks the layout of a receipt: there is nothing to verify. */
export class MalformedReceipt extends Error {
  constructor(message) {
    super(message);
    this.name = 'MalformedReceipt';
  }
}
