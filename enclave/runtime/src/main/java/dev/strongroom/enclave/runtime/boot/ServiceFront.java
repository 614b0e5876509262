// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import dev.strongroom.channel.ServerCertificate;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.certificates.ServedNames;
import dev.strongroom.enclave.runtime.http.EnclaveServer;
import dev.strongroom.enclave.runtime.keys.EnclaveKeys;
import dev.strongroom.enclave.runtime.wire.ServiceBridge;
import dev.strongroom.enclave.runtime.wire.UnixWire;
import dev.strongroom.enclave.runtime.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The server where the wire reaches it. It can only listen on a Unix-domain socket; over any other
/// wire a bridge leads to it.
final class ServiceFront implements AutoCloseable {
  private static final int CONNECTIONS = 4096;

  private final EnclaveServer server;
  private final @Nullable ServiceBridge bridge;

  private ServiceFront(EnclaveServer server, @Nullable ServiceBridge bridge) {
    this.server = server;
    this.bridge = bridge;
  }

  /// Starts to serve.
  ///
  /// @throws IOException if it can't listen
  static ServiceFront start(
      Wire wire,
      ServerCertificate certificate,
      EnclaveKeys keys,
      Service.Handler handler,
      Optional<ServedNames> names)
      throws IOException {
    Optional<UnixWire> direct =
        wire instanceof UnixWire unix ? Optional.of(unix) : Optional.empty();
    Path socket = direct.isPresent() ? direct.get().enclaveSocket(Wire.SERVICE) : privateFolder();
    EnclaveServer server = new EnclaveServer(socket, certificate, keys, handler, names);
    server.start();
    try {
      return new ServiceFront(
          server, direct.isPresent() ? null : ServiceBridge.start(wire, socket, CONNECTIONS));
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private static Path privateFolder() throws IOException {
    return Files.createTempDirectory(
            "service",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
        .resolve("socket");
  }

  @Override
  public void close() throws IOException {
    if (bridge != null) {
      bridge.close();
    }
    server.close();
  }
}
