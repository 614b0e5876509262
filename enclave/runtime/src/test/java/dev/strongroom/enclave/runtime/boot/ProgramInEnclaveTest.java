// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.channel.ServerCertificate;
import dev.strongroom.enclave.runtime.configuration.ApplicationConfiguration;
import dev.strongroom.enclave.runtime.http.EnclaveServer;
import dev.strongroom.enclave.runtime.http.HttpText;
import dev.strongroom.enclave.runtime.http.Wire;
import dev.strongroom.enclave.runtime.keys.EnclaveKeys;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.simulated.SimulatedDevice;
import dev.strongroom.enclave.runtime.simulated.SimulatedImage;
import dev.strongroom.enclave.runtime.simulated.SimulatedRoot;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A program behind the enclave's own server: what is on the wire to the client.
@Timeout(60)
class ProgramInEnclaveTest {
  private static final InstantSource CLOCK = InstantSource.system();

  private final SecureRandom random = new SecureRandom();
  private final EnclaveKeys keys =
      new EnclaveKeys(
          new SimulatedDevice(
              new SimulatedImage(new TreeMap<>()),
              SimulatedRoot.generate(CLOCK.instant(), random),
              CLOCK,
              random),
          new RootSecret(Secret.owning(new byte[RootSecret.LENGTH])),
          CLOCK,
          random,
          Duration.ofMinutes(1));
  private Loopback program = new Loopback(1);
  private EnclaveServer server = server(Path.of("unused"));
  private Wire wire = Wire.unopened();

  private EnclaveServer server(Path socket) {
    return new EnclaveServer(
        socket,
        ServerCertificate.generate("localhost", CLOCK.instant(), Duration.ofDays(1), random),
        keys,
        program);
  }

  @BeforeEach
  void start() throws Exception {
    int port;
    try (ServerSocket any = new ServerSocket(0)) {
      port = any.getLocalPort();
    }
    program =
        new ProgramService(
                new ApplicationConfiguration(
                    TinyProgram.class.getName(), List.of(Integer.toString(port), "serve"), port),
                Duration.ofSeconds(20))
            .start();
    Path socket = Files.createTempDirectory("sr").resolve("enclave");
    server = server(socket);
    server.start();
    wire = Wire.to(socket);
  }

  @AfterEach
  void stop() throws Exception {
    wire.close();
    server.close();
    program.close();
    keys.close();
    TinyProgram.die();
  }

  private String answer(String method, String target) throws Exception {
    return HttpText.untilClosed(wire.port(), method, target);
  }

  @Test
  void pathsArriveAsTheyWereSent() throws Exception {
    assertThat(answer("GET", "/a%20b%C3%A9/c;d=e+f?x=%20&y"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("\r\n\r\nGET /a%20b%C3%A9/c;d=e+f?x=%20&y HTTP/1.1\r\n")
        .containsIgnoringCase("strongroom-protection: plain_https\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/a%2Fb", "//a", "/a//b", "/%2e%2e/a", "/a%25b", "/a/%2E/b"})
  void pathsThatMeanSeveralThingsAreRefused(String target) throws Exception {
    assertThat(answer("GET", target)).startsWith("HTTP/1.1 400 ");
  }

  @Test
  void cookiesStaySeveral() throws Exception {
    String answer = answer("GET", "/cookies").toLowerCase(Locale.ROOT);
    assertThat(answer)
        .contains("\r\nset-cookie: a=1; expires=wed, 21 oct 2026 07:28:00 gmt\r\n")
        .contains("\r\nset-cookie: b=2\r\n")
        .doesNotContain("x-hop", "strongroom-protection", "keep-alive")
        .endsWith("\r\n\r\nok");
  }

  @Test
  void lengthsStayAndAnswersWithoutBodyHaveNone() throws Exception {
    assertThat(answer("GET", "/length"))
        .containsIgnoringCase("\r\ncontent-length: 5\r\n")
        .endsWith("\r\n\r\nhello");
    assertThat(answer("HEAD", "/length"))
        .startsWith("HTTP/1.1 200 OK\r\n")
        .containsIgnoringCase("\r\ncontent-length: 5\r\n")
        .endsWith("\r\n\r\n");
    assertThat(answer("GET", "/nothing")).startsWith("HTTP/1.1 204 ").endsWith("\r\n\r\n");
    assertThat(answer("GET", "/unchanged")).startsWith("HTTP/1.1 304 ").endsWith("\r\n\r\n");
  }

  @Test
  void whatIsCutShortLooksCutShort() throws Exception {
    assertThat(answer("GET", "/cut"))
        .doesNotContain("content-length: 5\r\n")
        .satisfiesAnyOf(
            text -> assertThat(text).startsWith("HTTP/1.1 500 "),
            text ->
                assertThat(text)
                    .containsIgnoringCase("\r\ncontent-length: 100\r\n")
                    .endsWith("\r\n\r\nbegun"));
  }

  @Test
  void aProgramThatHasDiedIsABareFailure() throws Exception {
    assertThat(answer("GET", "/die")).startsWith("HTTP/1.1 500 ").endsWith("internal error\n");
  }
}
