// SPDX-License-Identifier: Apache-2.0

import { parseVerifierKey } from './vkey.js';

/**
 * The policy for whoever has none for receipts: they have to be of this log, kept by an enclave that
 * the policy for live evidence accepts. Nobody witnesses it, so that what was rolled back isn't seen.
 *
 * @param enclave as `parsePolicy` gives
 * @param {string} log its key in text form, from an enclave that was accepted
 * @throws {RangeError} if that can't be a policy for receipts as well
 */
export async function receiptPolicyOf(enclave, log) {
  if (enclave.nonce.require !== undefined) {
    throw new RangeError("an epoch's evidence is bound to no nonce, and this policy requires one");
  }
  return Object.freeze({
    logs: Object.freeze({ require: Object.freeze([await parseVerifierKey(log)]) }),
    enclave: Object.freeze({ require: enclave }),
    earlierEpochsAllowed: "the same log's earlier boots: the enclave that goes on read them",
    witnesses: Object.freeze({ ignore: 'no policy for receipts names any' }),
    timestamps: Object.freeze({ ignore: 'no policy for receipts names any' }),
    time: Object.freeze({ ignore: 'of any time' }),
    inference: null,
  });
}
