// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.remote;

import dev.strongroom.enclave.inference.backend.Backend;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendCall;
import dev.strongroom.enclave.inference.backend.BackendException;
import dev.strongroom.enclave.inference.http.Carrier;
import dev.strongroom.enclave.inference.http.Connections;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// A server of models beside the gateway, inside the same measured environment: plain HTTP over
/// 127.0.0.1, which nothing outside can reach or read. The gateway's own evidence speaks for it.
public final class LoopbackBackend implements Backend {
  /// Its kind in the measured configuration.
  public static final String KIND = "loopback";

  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);

  private final String name;
  private final int port;
  private final int patience;
  private final Connections connections;

  /// A back end; nothing is connected yet.
  ///
  /// @param port of 127.0.0.1
  /// @param patience how long it may be silent
  /// @param most requests at a time
  public LoopbackBackend(String name, int port, Duration patience, int most, InstantSource clock) {
    this.name = name;
    this.port = port;
    this.patience = Math.toIntExact(patience.toMillis());
    this.connections = new Connections(this::dial, "127.0.0.1:" + port, clock, most);
  }

  private Carrier dial() throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port),
          Math.toIntExact(CONNECT_WITHIN.toMillis()));
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(patience);
      return new Carrier(
          socket.getInputStream(), socket.getOutputStream(), socket, Instant.MAX, Optional.empty());
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public BackendAnswer send(BackendCall call) throws BackendException {
    // It is measured with the gateway: there is no other ledger to ask.
    return connections.send(call.withoutReceipt());
  }

  @Override
  public void check() throws BackendException {
    connections.check();
  }

  @Override
  public void close() {
    connections.close();
  }
}
