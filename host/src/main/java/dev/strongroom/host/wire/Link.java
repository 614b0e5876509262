// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.wire;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// A byte stream in each direction. Both are used at once, each by one thread.
public interface Link extends Closeable {
  /// What the enclave sends; at its end, the enclave has ended its direction.
  InputStream input();

  /// What the enclave gets. Each write is sent at once.
  OutputStream output();

  /// Ends the outgoing direction only.
  void endOutput() throws IOException;

  /// Ends both directions, and whatever read or write is under way.
  @Override
  void close() throws IOException;
}
