// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.wire;

import java.io.Closeable;
import java.io.IOException;

/// The enclave's end of the wire (`docs/wire.md`).
public interface Wire {
  /// Where the enclave listens for clients' connections: TLS.
  int SERVICE = 8443;

  /// Where the host listens for the enclave's state, logs and figures.
  int CONTROL = 7000;

  /// Where the host offers storage.
  int STORAGE = 7001;

  /// Where the host makes connections to the outside.
  int EGRESS = 7002;

  /// Where the host hands in its credentials for AWS.
  int CREDENTIALS = 7003;

  /// Where the host brings content by its digest.
  int CONTENT = 7004;

  /// Where a TDX guest's host has quotes made, which Intel decided.
  int QUOTES = 4050;

  /// Accepts what the host connects.
  interface Listener extends Closeable {
    /// The next connection.
    ///
    /// @throws IOException if the listener is closed
    Link accept() throws IOException;
  }

  /// Connects to a port of the host's.
  ///
  /// @throws IOException if nobody listens there
  Link dial(int port) throws IOException;

  /// Listens on a port of the enclave's.
  ///
  /// @throws IOException if it can't
  Listener listen(int port) throws IOException;

  /// What people and logs call it.
  String name();
}
