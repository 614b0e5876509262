// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import dev.strongroom.enclave.runtime.wire.UnixWire;
import dev.strongroom.enclave.runtime.wire.Wire;
import java.io.IOException;
import java.nio.file.Path;

/// Where the server listens: it can only do so on Unix-domain sockets.
final class ServiceSocket {
  private ServiceSocket() {}

  static Path of(Wire wire) throws IOException {
    return switch (wire) {
      case UnixWire unix -> unix.enclaveSocket(Wire.SERVICE);
      default -> throw new IOException("no way yet to serve over " + wire.name());
    };
  }
}
