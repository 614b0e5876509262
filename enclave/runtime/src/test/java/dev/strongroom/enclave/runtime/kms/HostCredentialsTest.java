// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.enclave.runtime.wire.UnixWire;
import dev.strongroom.enclave.runtime.wire.Wire;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the host says, the enclave has credentials afterwards or knows why it has none.
@Timeout(60)
class HostCredentialsTest {
  private static final String GOOD =
      "{\"accessKeyId\":\"ASIAEXAMPLEEXAMPLE00\",\"secretAccessKey\":\"abc/+=\","
          + "\"sessionToken\":\"tok+/en==\"}";

  @TempDir private Path folder = Path.of("");

  private ServerSocketChannel listen() throws IOException {
    ServerSocketChannel host = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    host.bind(UnixDomainSocketAddress.of(folder.resolve("host-" + Wire.CREDENTIALS)));
    return host;
  }

  private AwsCredentials told(byte[] answer) throws IOException {
    try (ServerSocketChannel host = listen()) {
      Thread.ofVirtual().start(() -> say(host, answer));
      return new HostCredentials(new UnixWire(folder)).current();
    } finally {
      folder.resolve("host-" + Wire.CREDENTIALS).toFile().delete();
    }
  }

  private AwsCredentials told(String answer) throws IOException {
    return told(answer.getBytes(StandardCharsets.UTF_8));
  }

  private static void say(ServerSocketChannel host, byte[] answer) {
    try (SocketChannel enclave = host.accept()) {
      ByteBuffer bytes = ByteBuffer.wrap(answer);
      while (bytes.hasRemaining()) {
        enclave.write(bytes);
      }
    } catch (IOException e) {
      // The enclave has heard enough.
    }
  }

  @Test
  void readsThem() throws Exception {
    try (AwsCredentials read = told(GOOD)) {
      assertThat(read.accessKeyId()).isEqualTo("ASIAEXAMPLEEXAMPLE00");
      String secret = read.secretAccessKey().use(b -> new String(b, StandardCharsets.US_ASCII));
      assertThat(secret).isEqualTo("abc/+=");
      assertThat(read.sessionToken()).isPresent();
    }
    try (AwsCredentials read = told(GOOD.replaceFirst(",\"sessionToken\":\"[^\"]*\"", ""))) {
      assertThat(read.sessionToken()).isEmpty();
    }
  }

  @Test
  void passesOnWhyTheHostHasNone() {
    assertThatThrownBy(() -> told("{\"error\":\"no role\\n\\u001b[31m\"}"))
        .isInstanceOf(IOException.class)
        .hasMessage("no role??[31m");
    assertThatThrownBy(() -> told("{\"error\":\"" + "x".repeat(5000) + "\"}"))
        .isInstanceOf(IOException.class)
        .hasMessage("x".repeat(200) + "...");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"error\":7}",
        "{\"error\":\"x\",\"accessKeyId\":\"ASIAEXAMPLEEXAMPLE00\"}",
        "{\"accessKeyId\":\"ASIAEXAMPLEEXAMPLE00\"}",
        "{\"accessKeyId\":\"short\",\"secretAccessKey\":\"a\"}",
        "{\"accessKeyId\":\"ASIAEXAMPLEEXAMPLE00\",\"secretAccessKey\":\"a\\r\\nX: y\"}",
        "{\"accessKeyId\":\"ASIAEXAMPLEEXAMPLE00\",\"secretAccessKey\":\"a\",\"more\":\"b\"}",
        "{\"accessKeyId\":\"ASIAEXAMPLEEXAMPLE00\",\"secretAccessKey\":\"a\",\"secretAccessKey\":\"b\"}",
        "{\"accessKeyId\":\"ASIAEXAMPLEEXAMPLE00\",\"secretAccessKey\":\"a\"} {}"
      })
  void refusesOtherAnswersWithoutShowingThem(String answer) {
    assertThatThrownBy(() -> told(answer))
        .isInstanceOf(IOException.class)
        .hasMessage("a malformed answer");
  }

  @Test
  void refusesWhatWasCutDamagedOrIsTooLong() {
    for (int length = 0; length < GOOD.length(); length++) {
      String cut = GOOD.substring(0, length);
      assertThatThrownBy(() -> told(cut)).hasMessage("a malformed answer");
    }
    assertThatThrownBy(() -> told(GOOD + " ".repeat(HostCredentials.LONGEST)))
        .hasMessageContaining("more than");
    assertThatThrownBy(() -> told(new byte[] {'{', (byte) 0xff, '}'}))
        .hasMessage("a malformed answer");
    SplittableRandom random = new SplittableRandom(7);
    for (int round = 0; round < 500; round++) {
      byte[] damaged = GOOD.getBytes(StandardCharsets.UTF_8);
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      try (AwsCredentials read = told(damaged)) {
        assertThat(read.accessKeyId()).hasSize(20);
      } catch (IOException e) {
        assertThat(e).hasMessageNotContaining("abc/");
      }
    }
  }

  @Test
  void doesNotWaitForever() throws Exception {
    UnixWire wire = new UnixWire(folder);
    HostCredentials hasty = new HostCredentials(wire, Duration.ofMillis(200));
    assertThatThrownBy(hasty::current).isInstanceOf(IOException.class).hasMessage("not offered");
    try (ServerSocketChannel host = listen()) {
      assertThatThrownBy(hasty::current).hasMessage("no answer within 200 ms");
      host.accept().close();
      Thread.ofVirtual()
          .start(() -> {
            try (SocketChannel enclave = host.accept()) {
              for (int i = 0; true; i++) {
                enclave.write(ByteBuffer.wrap(new byte[] {(byte) (i == 0 ? '{' : ' ')}));
                Thread.sleep(20);
              }
            } catch (IOException | InterruptedException e) {
              // Until the enclave hangs up.
            }
          });
      assertThatThrownBy(hasty::current)
          .as("one byte at a time is no answer either")
          .hasMessage("no answer within 200 ms");
    }
  }
}
