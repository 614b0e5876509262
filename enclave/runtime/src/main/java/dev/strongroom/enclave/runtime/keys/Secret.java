// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.keys;

import java.util.Arrays;

/// Secret bytes: never shown, never compared, wiped when closed. Thread-safe.
public final class Secret implements AutoCloseable {
  private final byte[] bytes;
  private boolean closed;

  private Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Takes `bytes` over: they are wiped when the secret is closed, and the caller must not keep
  /// them.
  public static Secret owning(byte[] bytes) {
    return new Secret(bytes);
  }

  /// What to do with the bytes of a secret.
  ///
  /// @param <T> what comes of it
  /// @param <E> how it can fail
  public interface Use<T, E extends Exception> {
    /// Uses the bytes, and keeps no reference to them.
    T with(byte[] bytes) throws E;
  }

  /// Lets `use` see the bytes.
  ///
  /// @throws IllegalStateException if the secret was closed
  public synchronized <T, E extends Exception> T use(Use<T, E> use) throws E {
    if (closed) {
      throw new IllegalStateException("the secret was wiped");
    }
    return use.with(bytes);
  }

  /// Wipes the bytes.
  @Override
  public synchronized void close() {
    closed = true;
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "Secret";
  }
}
