// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.forward;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Bytes get through, both ways, whole, and ends are passed on.
class TcpForwarderTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private Path folder = Path.of("");
  private Path wire = Path.of("");

  @BeforeEach
  void makeFolder() throws IOException {
    // Short: a Unix-domain socket's path has about a hundred characters.
    folder = Files.createTempDirectory("sr");
    wire = folder.resolve("wire");
  }

  @AfterEach
  void removeFolder() throws IOException {
    Files.deleteIfExists(wire);
    Files.deleteIfExists(folder);
  }

  /// What stands for the enclave does with each connection.
  private interface Peer {
    void serve(SocketChannel channel) throws IOException;
  }

  private ServerSocketChannel enclave(Peer peer) throws IOException {
    ServerSocketChannel listener =
        ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            .bind(UnixDomainSocketAddress.of(wire), 1024);
    Thread.ofVirtual()
        .start(() -> {
          while (listener.isOpen()) {
            try {
              SocketChannel channel = listener.accept();
              Thread.ofVirtual().start(() -> serve(channel, peer));
            } catch (IOException e) {
              return;
            }
          }
        });
    return listener;
  }

  private static void serve(SocketChannel channel, Peer peer) {
    try (channel) {
      peer.serve(channel);
    } catch (IOException e) {
      // The other end went away.
    }
  }

  private static void echo(SocketChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(10_000);
    while (channel.read(buffer) >= 0) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      buffer.clear();
    }
  }

  private TcpForwarder forwarder() throws IOException {
    return TcpForwarder.startOver(
        ANY_PORT, () -> ByteStream.of(SocketChannel.open(UnixDomainSocketAddress.of(wire))));
  }

  private static Socket client(TcpForwarder forwarder) throws IOException {
    Socket socket = new Socket(forwarder.address().getAddress(), forwarder.address().getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  @Test
  void carriesLargeTransfersBothWaysAtOnce() throws Exception {
    byte[] content = new byte[32 << 20];
    new Random(1).nextBytes(content);
    try (ServerSocketChannel _ = enclave(TcpForwarderTest::echo);
        TcpForwarder forwarder = forwarder();
        Socket client = client(forwarder);
        ExecutorService writer = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> written =
          writer.submit(() -> {
            client.getOutputStream().write(content);
            client.shutdownOutput();
            return null;
          });
      MessageDigest back = MessageDigest.getInstance("SHA-256");
      back.update(client.getInputStream().readAllBytes());
      written.get();
      assertThat(back.digest()).isEqualTo(MessageDigest.getInstance("SHA-256").digest(content));
    }
  }

  @Test
  void passesOnEachHalfClose() throws Exception {
    try (ServerSocketChannel _ =
            enclave(channel -> {
              ByteBuffer all = ByteBuffer.allocate(100);
              while (channel.read(all) >= 0) {
                // Until the client has said all that it wants to.
              }
              channel.write(ByteBuffer.wrap(("got " + all.position()).getBytes(US_ASCII)));
            });
        TcpForwarder forwarder = forwarder();
        Socket client = client(forwarder)) {
      client.getOutputStream().write(new byte[42]);
      client.shutdownOutput();
      assertThat(new String(client.getInputStream().readAllBytes(), US_ASCII)).isEqualTo("got 42");
    }
  }

  @Test
  void carriesHundredsOfConnections() throws Exception {
    try (ServerSocketChannel _ = enclave(TcpForwarderTest::echo);
        TcpForwarder forwarder = forwarder();
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> answers = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        byte[] message = ("client " + i).getBytes(US_ASCII);
        answers.add(
            clients.submit(() -> {
              try (Socket client = client(forwarder)) {
                client.getOutputStream().write(message);
                return client.getInputStream().readNBytes(message.length);
              }
            }));
      }
      for (int i = 0; i < answers.size(); i++) {
        assertThat(new String(answers.get(i).get(), US_ASCII)).isEqualTo("client " + i);
      }
    }
  }

  @Test
  void closesTheClientWhereTheEnclaveIsGone() throws Exception {
    try (TcpForwarder forwarder = forwarder();
        Socket client = client(forwarder)) {
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void countsWhatItCarriesAndWhatItCannot() throws Exception {
    try (TcpForwarder forwarder = forwarder()) {
      try (Socket refused = client(forwarder)) {
        assertThat(refused.getInputStream().read()).isEqualTo(-1);
      }
      try (ServerSocketChannel _ = enclave(TcpForwarderTest::echo);
          Socket client = client(forwarder)) {
        client.getOutputStream().write(new byte[1000]);
        assertThat(client.getInputStream().readNBytes(1000)).hasSize(1000);
        assertThat(forwarder.figures()).isEqualTo(new ForwarderFigures(1, 2, 1, 1000, 1000));
        client.shutdownOutput();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
      }
      for (int i = 0; i < 1000 && forwarder.figures().open() > 0; i++) {
        Thread.sleep(10);
      }
      assertThat(forwarder.figures().open()).isZero();
    }
  }

  @Test
  void closingCutsOpenConnections() throws Exception {
    TcpForwarder forwarder = forwarder();
    try (ServerSocketChannel _ = enclave(TcpForwarderTest::echo);
        Socket client = client(forwarder)) {
      client.getOutputStream().write(1);
      assertThat(client.getInputStream().read()).isEqualTo(1);
      forwarder.close();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void saysWhenAnAddressIsTaken() throws Exception {
    try (TcpForwarder first = forwarder()) {
      InetSocketAddress taken = first.address();
      assertThatThrownBy(() -> TcpForwarder.start(taken, () -> SocketChannel.open()))
          .isInstanceOf(IOException.class);
    }
  }
}
