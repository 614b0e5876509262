// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.control;

import java.util.Locale;
import java.util.Optional;

/// How far an enclave says that it has come.
public enum EnclaveState {
  /// It runs, and has no keys yet.
  STARTING,

  /// It needs something from outside before it can serve, such as shares of its root secret.
  WAITING,

  /// It serves requests.
  READY,

  /// It was asked to stop, and finishes what it has begun.
  STOPPING,

  /// It can't serve, and ends.
  FAILED;

  /// As on the wire and for people: one word in lower case.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<EnclaveState> of(String word) {
    for (EnclaveState state : values()) {
      if (state.toString().equals(word)) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }
}
