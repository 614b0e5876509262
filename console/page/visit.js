// SPDX-License-Identifier: Apache-2.0

/**
 * What a visitor asked and chose, and what the enclave answered: for all sections of the page.
 * Events: `answer` when evidence was judged or couldn't be, `receipt-policy` when another policy
 * for receipts was chosen.
 */
class Visit extends EventTarget {
  /** Where the enclave is; null until it was asked. */
  origin = null;

  /** The policy that the visitor expects the enclave to satisfy, or null. */
  policy = null;

  /** The enclave's judged answer, as `appraiseLive` gives; null if there is none. */
  answer = null;

  /** A policy for receipts, as `parseReceiptPolicy` gives, or null. */
  receiptPolicy = null;

  /** What is wrong with the policy for receipts that was chosen, or null. */
  receiptProblem = null;

  /** Whether this page is a copy on somebody's disk, and not the enclave's own. */
  copy = document.documentElement.dataset.copy !== undefined;

  answered(origin, policy, answer) {
    Object.assign(this, { origin, policy, answer });
    this.dispatchEvent(new Event('answer'));
  }

  believes(receiptPolicy, receiptProblem = null) {
    Object.assign(this, { receiptPolicy, receiptProblem });
    this.dispatchEvent(new Event('receipt-policy'));
  }
}

export const visit = new Visit();
