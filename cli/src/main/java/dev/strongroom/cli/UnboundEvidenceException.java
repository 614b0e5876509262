// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

/// A server shows evidence that isn't for the key it has: somebody stands in between.
final class UnboundEvidenceException extends Exception {
  private static final long serialVersionUID = 1;

  UnboundEvidenceException() {
    super("the evidence isn't bound to the key that answers here, or not to this nonce");
  }
}
