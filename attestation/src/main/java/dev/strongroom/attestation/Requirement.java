// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

/// What a policy says of one claim: there is no third way, so a forgotten claim can't pass.
///
/// @param <T> what is required
public sealed interface Requirement<T> {

  /// The claim must satisfy `wanted`.
  record Require<T>(T wanted) implements Requirement<T> {}

  /// The claim isn't looked at.
  ///
  /// @param why shown in every verdict
  record Ignore<T>(String why) implements Requirement<T> {
    /// Insists on a reason.
    public Ignore {
      if (why.isBlank()) {
        throw new IllegalArgumentException("ignoring a claim needs a reason");
      }
    }
  }
}
