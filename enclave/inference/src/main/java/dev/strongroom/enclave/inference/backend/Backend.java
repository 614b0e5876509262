// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.backend;

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

  @Override
  void close();
}
