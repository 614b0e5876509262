// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.host.wire.Port;
import dev.strongroom.host.wire.UnixListener;
import dev.strongroom.host.wire.UnixWire;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the host's side of the content protocol answers, byte for byte.
@Timeout(60)
class ContentServerTest {
  @TempDir private Path folder = Path.of("");

  private final byte[] content = new byte[1_000_000];
  private OfferedContent offered;
  private UnixListener listener;

  @BeforeEach
  void listen() throws IOException {
    new Random(1).nextBytes(content);
    offered = OfferedContent.of(Files.write(folder.resolve("file"), content));
    listener = new UnixWire(folder).listen(Port.CONTENT, new ContentServer(List.of(offered)));
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  private byte[] asked(byte[] question) throws IOException {
    try (SocketChannel enclave =
        SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("host-" + Port.CONTENT)))) {
      enclave.write(ByteBuffer.wrap(question));
      enclave.shutdownOutput();
      return Channels.newInputStream(enclave).readAllBytes();
    }
  }

  private static byte[] question(Bytes sha256, long length, long from) {
    return ByteBuffer.allocate(56)
        .put(new byte[] {'S', 'R', 'C', 'Q', 1, 0, 0, 0})
        .put(sha256.toByteArray())
        .putLong(length)
        .putLong(from)
        .array();
  }

  private static byte[] head(int status, long length) {
    return ByteBuffer.allocate(16)
        .put(new byte[] {'S', 'R', 'C', 'A', 1, (byte) status, 0, 0})
        .putLong(length)
        .array();
  }

  @Test
  void bringsAFileFromWhereItIsWanted() throws IOException {
    byte[] all = asked(question(offered.sha256(), content.length, 0));
    assertThat(Arrays.copyOf(all, 16)).isEqualTo(head(0, content.length));
    assertThat(Arrays.copyOfRange(all, 16, all.length)).isEqualTo(content);
    byte[] rest = asked(question(offered.sha256(), content.length, 999_990));
    assertThat(Arrays.copyOf(rest, 16)).isEqualTo(head(0, 10));
    assertThat(Arrays.copyOfRange(rest, 16, rest.length))
        .isEqualTo(Arrays.copyOfRange(content, 999_990, content.length));
    assertThat(asked(question(offered.sha256(), content.length, content.length)))
        .isEqualTo(head(0, 0));
  }

  @Test
  void saysWhatItHasNot() throws IOException {
    assertThat(asked(question(Bytes.zeros(32), content.length, 0))).isEqualTo(head(1, 0));
    assertThat(asked(question(offered.sha256(), content.length + 1, 0))).isEqualTo(head(1, 0));
    assertThat(asked(question(offered.sha256(), content.length, -1))).isEqualTo(head(1, 0));
    assertThat(asked(question(offered.sha256(), content.length, content.length + 1)))
        .isEqualTo(head(1, 0));
  }

  @Test
  void saysThatAFileIsGone() throws IOException {
    Files.delete(offered.file());
    assertThat(asked(question(offered.sha256(), content.length, 0))).isEqualTo(head(2, 0));
  }

  @Test
  void cutsAFileThatBecameShorter() throws IOException {
    Files.write(offered.file(), Arrays.copyOf(content, 10));
    byte[] cut = asked(question(offered.sha256(), content.length, 0));
    assertThat(cut).hasSize(26);
    assertThat(Arrays.copyOf(cut, 16)).isEqualTo(head(0, content.length));
  }

  @Test
  void answersNothingThatIsNoQuestion() throws IOException {
    byte[] question = question(offered.sha256(), content.length, 0);
    assertThat(asked(Arrays.copyOf(question, 55))).isEmpty();
    assertThat(asked(new byte[0])).isEmpty();
    question[4] = 2;
    assertThat(asked(question)).isEmpty();
    question[4] = 1;
    question[0] = 'X';
    assertThat(asked(question)).isEmpty();
  }
}
