// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A port of the host's: its socket as a file, and the links that come in through it.
@Timeout(20)
class UnixListenerTest {
  private static final int PORT = 7999;

  /// Sends everything back, and ends its direction when the other side does.
  private static final LinkServer ECHO =
      link -> {
        link.input().transferTo(link.output());
        link.endOutput();
        link.input().read();
      };

  @TempDir private Path folder;
  private UnixWire wire;
  private Path socket;

  @BeforeEach
  void choose() {
    wire = new UnixWire(folder);
    socket = folder.resolve("host-" + PORT);
  }

  /// The enclave's end.
  private Link dialled() throws IOException {
    return new UnixLink(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
  }

  private void echoes(Link link) throws IOException {
    byte[] sent = {1, 2, 3};
    link.output().write(sent);
    assertThat(link.input().readNBytes(sent.length)).isEqualTo(sent);
  }

  @Test
  void onlyItsOwnerCanOpenTheSocket() throws Exception {
    try (UnixListener listener = wire.listen(PORT, ECHO)) {
      assertThat(Files.getPosixFilePermissions(socket))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files).containsExactly(socket);
      }
      assertThat(listener).isNotNull();
    }
    assertThat(socket).doesNotExist();
  }

  @Test
  void eachDirectionEndsByItself() throws Exception {
    try (UnixListener listener = wire.listen(PORT, ECHO);
        Link link = dialled()) {
      echoes(link);
      link.endOutput();
      assertThat(link.input().read()).isEqualTo(-1);
      assertThat(listener).isNotNull();
    }
  }

  @Test
  void aServerThatFailsCostsItsOwnLinkOnly() throws Exception {
    LinkServer failsAtFirst =
        new LinkServer() {
          private boolean failed;

          @Override
          public synchronized void serve(Link link) throws IOException {
            if (!failed) {
              failed = true;
              throw new IllegalStateException("a bug, for the test");
            }
            ECHO.serve(link);
          }
        };
    try (UnixListener listener = wire.listen(PORT, failsAtFirst)) {
      try (Link unlucky = dialled()) {
        assertThat(unlucky.input().read()).isEqualTo(-1);
      }
      try (Link next = dialled()) {
        echoes(next);
      }
      assertThat(listener).isNotNull();
    }
  }

  @Test
  void aSocketThatNobodyListensAtIsReplaced() throws Exception {
    try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      killed.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(Files.exists(socket)).isTrue();
    try (UnixListener listener = wire.listen(PORT, ECHO);
        Link link = dialled()) {
      echoes(link);
      assertThat(listener).isNotNull();
    }
  }

  @Test
  void aSocketInUseIsLeftAlone() throws Exception {
    try (UnixListener listener = wire.listen(PORT, ECHO)) {
      assertThatThrownBy(() -> wire.listen(PORT, ECHO)).isInstanceOf(BindException.class);
      try (Link link = dialled()) {
        echoes(link);
      }
      assertThat(listener).isNotNull();
    }
  }

  @Test
  void somebodyElsesFileIsLeftAlone() throws Exception {
    Files.writeString(socket, "precious");
    assertThatThrownBy(() -> wire.listen(PORT, ECHO))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(socket).hasContent("precious");
  }

  @Test
  void aFolderOfTheLongestPathWillDoAndNoLongerOne() throws Exception {
    int left = UnixWire.LONGEST_FOLDER - folder.toString().length() - 1;
    Path longest = Files.createDirectory(folder.resolve("x".repeat(left)));
    new UnixWire(longest).listen(PORT, ECHO).close();
    Path longer = Files.createDirectory(folder.resolve("x".repeat(left + 1)));
    assertThatThrownBy(() -> new UnixWire(longer).listen(PORT, ECHO))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has a path of 82 bytes, and with sockets in it 81 are allowed");
  }

  @Test
  void closingEndsLinksAndWaitsForTheirServers() throws Exception {
    CountDownLatch serving = new CountDownLatch(2);
    CountDownLatch served = new CountDownLatch(2);
    UnixListener listener =
        wire.listen(
            PORT,
            link -> {
              serving.countDown();
              try {
                ECHO.serve(link);
              } finally {
                served.countDown();
              }
            });
    try (Link one = dialled();
        Link other = dialled()) {
      serving.await();
      listener.close();
      assertThat(served.getCount()).isZero();
      assertThat(one.input().read()).isEqualTo(-1);
      assertThat(other.input().read()).isEqualTo(-1);
    }
    listener.close();
    assertThatThrownBy(this::dialled).isInstanceOf(IOException.class);
  }

  @Test
  void dialsTheEnclavesSocketAndSaysSoIfNobodyIsThere() throws Exception {
    Path enclave = folder.resolve("enclave-" + PORT);
    assertThatThrownBy(() -> wire.dial(PORT)).isInstanceOf(IOException.class);
    try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listening.bind(UnixDomainSocketAddress.of(enclave));
      try (Link link = wire.dial(PORT);
          SocketChannel accepted = listening.accept()) {
        link.output().write(7);
        assertThat(new UnixLink(accepted).input().read()).isEqualTo(7);
      }
    }
    assertThatThrownBy(() -> wire.dial(PORT)).isInstanceOf(ConnectException.class);
  }
}
