// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.content.ContentException.Problem;
import dev.strongroom.enclave.runtime.wire.UnixWire;
import dev.strongroom.enclave.runtime.wire.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whatever a host brings, what is given out is what was named.
@Timeout(60)
class ContentClientTest {
  @TempDir private Path wire = Path.of("");
  @TempDir private Path folder = Path.of("");

  private final byte[] content = new byte[3 * ContentTransfer.CHUNK + 12_345];
  private ServerSocketChannel host;
  private ContentName name;

  /// What a host does with a link.
  private interface Script {
    void play(ByteBuffer question, OutputStream out) throws IOException, InterruptedException;
  }

  @BeforeEach
  void listen() throws Exception {
    new Random(1).nextBytes(content);
    name =
        new ContentName(
            Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(content)), content.length);
    host = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    host.bind(UnixDomainSocketAddress.of(wire.resolve("host-" + Wire.CONTENT)));
  }

  @AfterEach
  void close() throws IOException {
    host.close();
    try (var left = Files.list(folder)) {
      assertThat(left).as("files left behind").isEmpty();
    }
  }

  private ContentClient client() {
    return new ContentClient(
        () -> new UnixWire(wire).dial(Wire.CONTENT), Duration.ofMillis(800), Duration.ofMillis(1));
  }

  private void plays(Script script) {
    Thread.ofVirtual()
        .start(() -> {
          while (host.isOpen()) {
            try (SocketChannel enclave = host.accept()) {
              InputStream in = Channels.newInputStream(enclave);
              byte[] question = in.readNBytes(56);
              script.play(ByteBuffer.wrap(question), Channels.newOutputStream(enclave));
            } catch (IOException | InterruptedException e) {
              // The enclave has heard enough.
            }
          }
        });
  }

  private static byte[] head(int status, long length) {
    return ByteBuffer.allocate(16)
        .put(new byte[] {'S', 'R', 'C', 'A', 1, (byte) status, 0, 0})
        .putLong(length)
        .array();
  }

  private void isRefused(Problem problem, Script script) {
    plays(script);
    ContentException refused =
        catchThrowableOfType(ContentException.class, () -> client().fetch(name, folder));
    assertThat(refused).isNotNull();
    assertThat(refused.problem()).isEqualTo(problem);
    assertThat(refused).hasMessageStartingWith(problem.code());
  }

  @Test
  void bringsWhatWasNamedIntoAFileOfItsOwn() throws Exception {
    AtomicReference<ByteBuffer> asked = new AtomicReference<>();
    plays((question, out) -> {
      asked.set(question);
      out.write(head(0, content.length));
      out.write(content);
    });
    try (FetchedContent fetched = client().fetch(name, folder)) {
      assertThat(fetched.file()).hasBinaryContent(content);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fetched.file())))
          .isEqualTo("rw-------");
    }
    byte[] hello = new byte[8];
    byte[] sha256 = new byte[32];
    asked.get().get(hello).get(sha256);
    assertThat(hello).containsExactly('S', 'R', 'C', 'Q', 1, 0, 0, 0);
    assertThat(Bytes.copyOf(sha256)).isEqualTo(name.sha256());
    assertThat(asked.get().getLong()).isEqualTo(content.length);
    assertThat(asked.get().getLong()).isZero();
  }

  @Test
  void goesOnWhereALinkBroke() throws Exception {
    AtomicInteger links = new AtomicInteger();
    plays((question, out) -> {
      int from = (int) question.getLong(48);
      out.write(head(0, content.length - from));
      int until = links.incrementAndGet() < 4 ? from + 700_000 : content.length;
      out.write(content, from, until - from);
    });
    try (FetchedContent fetched = client().fetch(name, folder)) {
      assertThat(fetched.file()).hasBinaryContent(content);
      assertThat(links).hasValue(4);
    }
  }

  @Test
  void otherBytesAreRefused() {
    isRefused(
        Problem.DIFFERS,
        (_, out) -> {
          byte[] other = content.clone();
          other[other.length - 1] ^= 1;
          out.write(head(0, content.length));
          out.write(other);
        });
  }

  @Test
  void otherBytesAfterABreakAreRefused() {
    isRefused(
        Problem.DIFFERS,
        (question, out) -> {
          int from = (int) question.getLong(48);
          out.write(head(0, content.length - from));
          // From the beginning again, as if it hadn't been asked from there.
          out.write(content, 0, from == 0 ? 1_000_000 : content.length - from);
        });
  }

  @Test
  void shorterIsRefused() {
    isRefused(
        Problem.DIFFERS,
        (_, out) -> {
          out.write(head(0, content.length - 1));
          out.write(content, 0, content.length - 1);
        });
  }

  @Test
  void longerIsRefused() {
    isRefused(
        Problem.DIFFERS,
        (_, out) -> {
          out.write(head(0, content.length + 1L));
          out.write(content);
          out.write(0);
        });
  }

  @Test
  void negativeLengthIsRefused() {
    isRefused(Problem.DIFFERS, (_, out) -> out.write(head(0, -1)));
  }

  @Test
  void neverEndingIsNotRead() throws Exception {
    plays((_, out) -> {
      out.write(head(0, content.length));
      out.write(content);
      while (true) {
        out.write(content);
      }
    });
    try (FetchedContent fetched = client().fetch(name, folder)) {
      assertThat(fetched.file()).hasBinaryContent(content);
    }
  }

  @Test
  void neverEndingHeadsAreRefused() {
    isRefused(
        Problem.MALFORMED,
        (_, out) -> {
          while (true) {
            out.write(new byte[4096]);
          }
        });
  }

  @Test
  void silenceIsRefused() {
    isRefused(Problem.LATE, (_, _) -> Thread.sleep(20_000));
  }

  @Test
  void silenceAfterTheHeadIsRefused() {
    isRefused(
        Problem.LATE,
        (_, out) -> {
          out.write(head(0, content.length));
          out.write(content, 0, 100);
          Thread.sleep(20_000);
        });
  }

  @Test
  void dripsAreRefused() {
    isRefused(
        Problem.LATE,
        (_, out) -> {
          out.write(head(0, content.length));
          for (int i = 0; i < 10_000; i++) {
            out.write(content, i, 1);
            Thread.sleep(5);
          }
        });
  }

  @Test
  void oneByteALinkIsRefused() {
    AtomicInteger links = new AtomicInteger();
    isRefused(
        Problem.UNREACHABLE,
        (question, out) -> {
          links.incrementAndGet();
          int from = (int) question.getLong(48);
          out.write(head(0, content.length - from));
          out.write(content, from, 1);
        });
    assertThat(links).hasValue(16);
  }

  @Test
  void absenceIsNamed() {
    isRefused(Problem.ABSENT, (_, out) -> out.write(head(1, 0)));
  }

  @Test
  void unavailabilityIsNamed() {
    isRefused(Problem.UNAVAILABLE, (_, out) -> out.write(head(2, 0)));
  }

  @Test
  void unknownStatusIsRefused() {
    isRefused(Problem.MALFORMED, (_, out) -> out.write(head(3, content.length)));
  }

  @Test
  void otherVersionsAreRefused() {
    isRefused(
        Problem.MALFORMED,
        (_, out) -> {
          byte[] head = head(0, content.length);
          head[4] = 2;
          out.write(head);
        });
  }

  @Test
  void reservedBytesAreRefused() {
    isRefused(
        Problem.MALFORMED,
        (_, out) -> {
          byte[] head = head(0, content.length);
          head[7] = 1;
          out.write(head);
        });
  }

  @Test
  void cutHeadIsUnreachable() {
    isRefused(Problem.UNREACHABLE, (_, out) -> out.write(Arrays.copyOf(head(0, 1), 15)));
  }

  @Test
  void nobodyThereIsUnreachable() throws IOException {
    host.close();
    ContentException refused =
        catchThrowableOfType(ContentException.class, () -> client().fetch(name, folder));
    assertThat(refused.problem()).isEqualTo(Problem.UNREACHABLE);
  }

  @Test
  void noRoomIsNamed() {
    ContentException refused =
        catchThrowableOfType(
            ContentException.class, () -> client().fetch(name, folder.resolve("none")));
    assertThat(refused.problem()).isEqualTo(Problem.NO_ROOM);
  }

  @Test
  void interruptionEndsIt() throws Exception {
    plays((_, out) -> {
      out.write(head(0, content.length));
      Thread.sleep(20_000);
    });
    AtomicReference<Throwable> ended = new AtomicReference<>();
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                client().fetch(name, folder).close();
              } catch (ContentException | InterruptedException | IOException e) {
                ended.set(e);
              }
            });
    Thread.sleep(100);
    thread.interrupt();
    thread.join();
    assertThat(ended.get()).isInstanceOf(InterruptedException.class);
  }
}
