// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.egress;

import dev.strongroom.enclave.runtime.wire.UnixWire;
import dev.strongroom.enclave.runtime.wire.Wire;
import dev.strongroom.host.egress.AddressRange;
import dev.strongroom.host.egress.EgressAddresses;
import dev.strongroom.host.egress.EgressLimits;
import dev.strongroom.host.egress.EgressServer;
import dev.strongroom.host.wire.Link;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// A host for tests: the real egress server behind a real wire. Its operator allows the loopback
/// interface, and its resolver, as any host's, says what it likes.
public final class EgressHost implements AutoCloseable {
  private final Path folder;
  private final ServerSocketChannel listener;
  private final EgressServer server;
  private final AtomicInteger dialled = new AtomicInteger();

  /// A host on whose machine these names have these addresses.
  public EgressHost(Map<String, String> names, EgressAddresses addresses, EgressLimits limits)
      throws IOException {
    server =
        EgressServer.create(
            addresses,
            limits,
            host -> {
              String address = names.get(host);
              if (address == null) {
                throw new UnknownHostException(host);
              }
              return List.of(InetAddress.ofLiteral(address));
            });
    folder = Files.createTempDirectory("sr");
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(folder.resolve("host-" + Wire.EGRESS)), 128);
    Thread.ofVirtual().start(this::accept);
  }

  /// A host that resolves `name` to the loopback interface and connects there.
  public static EgressHost loopback(String name) throws IOException {
    return new EgressHost(Map.of(name, "127.0.0.1"), local(), EgressLimits.standard());
  }

  static EgressAddresses local() {
    return new EgressAddresses(List.of(AddressRange.parse("127.0.0.0/8")));
  }

  private void accept() {
    while (listener.isOpen()) {
      try {
        SocketChannel enclave = listener.accept();
        dialled.incrementAndGet();
        Thread.ofVirtual().start(() -> server.serve(new SocketLink(enclave)));
      } catch (IOException e) {
        return;
      }
    }
  }

  private record SocketLink(SocketChannel channel) implements Link {
    @Override
    public InputStream input() {
      return Channels.newInputStream(channel);
    }

    @Override
    public OutputStream output() {
      return Channels.newOutputStream(channel);
    }

    @Override
    public void endOutput() throws IOException {
      channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /// The enclave's end.
  public Wire wire() {
    return new UnixWire(folder);
  }

  /// The server.
  public EgressServer server() {
    return server;
  }

  /// How often the enclave came.
  public int dialled() {
    return dialled.get();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    server.close();
    Files.deleteIfExists(folder.resolve("host-" + Wire.EGRESS));
    Files.deleteIfExists(folder);
  }
}
