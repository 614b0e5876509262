// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// An answer in one piece: what is read from it was passed on. Once that has failed, so does
/// everything after.
final class PassedBytes extends FilterInputStream {
  private final InputStream begun;
  private final Passing passing;
  private boolean failed;

  /// Takes what was read.
  @FunctionalInterface
  interface Passing {
    /// Passes it on.
    void pass(byte[] piece) throws IOException;
  }

  /// @param begun its first bytes
  /// @param rest the others; stays the caller's to close
  PassedBytes(byte[] begun, InputStream rest, Passing passing) {
    super(rest);
    this.begun = new ByteArrayInputStream(begun);
    this.passing = passing;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    // Whoever reads first may take a failure for the end.
    if (failed) {
      throw new IOException("it failed before");
    }
    failed = true;
    int taken = begun.read(bytes, offset, length);
    int read = taken >= 0 ? taken : in.read(bytes, offset, length);
    if (read > 0) {
      passing.pass(Arrays.copyOfRange(bytes, offset, offset + read));
    }
    failed = false;
    return read;
  }

  @Override
  public void close() {
    // The answer is closed by whoever has it.
  }
}
