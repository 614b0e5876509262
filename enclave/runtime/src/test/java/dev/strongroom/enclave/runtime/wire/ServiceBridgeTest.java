// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The bridge over Unix-domain sockets, and over a wire that fails.
class ServiceBridgeTest extends BridgeContract {
  private Path sockets = Path.of("");

  @BeforeEach
  void makeSockets() throws IOException {
    sockets = Files.createTempDirectory("sr");
  }

  @AfterEach
  void removeSockets() throws IOException {
    Files.deleteIfExists(sockets.resolve("enclave-8443"));
    Files.deleteIfExists(sockets);
  }

  @Override
  Wire wire() {
    return new UnixWire(sockets);
  }

  @Override
  Link client() throws IOException {
    SocketChannel channel =
        SocketChannel.open(UnixDomainSocketAddress.of(sockets.resolve("enclave-8443")));
    return new Link() {
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
    };
  }

  /// A wire whose first connections can't be accepted, and which then ends.
  private record Failing(AtomicInteger failures) implements Wire {
    @Override
    public Link dial(int port) throws IOException {
      throw new IOException("not here");
    }

    @Override
    public Listener listen(int port) throws IOException {
      assertThat(port).isEqualTo(8443);
      return new Listener() {
        @Override
        public Link accept() throws IOException {
          if (failures.getAndDecrement() > 0) {
            throw new IOException("no descriptor left");
          }
          throw new ClosedChannelException();
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public String name() {
      return "failing";
    }
  }

  @Test
  void outlivesConnectionsThatCannotBeAccepted() throws Exception {
    AtomicInteger failures = new AtomicInteger(3);
    // With room for one, each failure has to give its place back.
    try (ServiceBridge bridge =
        ServiceBridge.start(new Failing(failures), sockets.resolve("none"), 1)) {
      bridge.ended().get(10, TimeUnit.SECONDS);
      assertThat(failures.get()).isEqualTo(-1);
    }
  }

  @Test
  void saysWhenItCannotListen() throws Exception {
    try (Wire.Listener _ = wire().listen(Wire.SERVICE)) {
      assertThatThrownBy(() -> ServiceBridge.start(wire(), sockets.resolve("none"), 1))
          .isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> ServiceBridge.start(wire(), sockets.resolve("none"), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
