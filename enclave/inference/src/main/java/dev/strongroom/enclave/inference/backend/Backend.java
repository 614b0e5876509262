// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.backend;

import java.util.Optional;

/// A place where models run: in this process, in this environment, or in another that was attested.
/// Thread-safe.
public interface Backend extends AutoCloseable {
  /// Its name in the measured configuration.
  String name();

  /// Has a request answered.
  ///
  /// @throws BackendException if there is no answer; then nothing of the request has to be believed
  ///   to have been kept, and a repetition may cost as much again
  BackendAnswer send(BackendCall call) throws BackendException, InterruptedException;

  /// Finds out whether it is there and is what the measured configuration accepts, without sending
  /// anything of a request.
  ///
  /// @throws BackendException if it isn't
  default void check() throws BackendException, InterruptedException {}

  /// What was found out about it last; empty where nothing has to be, or nothing was yet.
  default Optional<Verification> verification() {
    return Optional.empty();
  }

  /// How many requests wait for their turn inside it; 0 where none can.
  default int waiting() {
    return 0;
  }

  @Override
  void close();
}
