// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.host.wire.Port;
import dev.strongroom.host.wire.UnixListener;
import dev.strongroom.host.wire.UnixWire;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CredentialsServerTest {
  private static final Map<String, String> FULL =
      Map.of(
          "AWS_ACCESS_KEY_ID", "AKIA1",
          "AWS_SECRET_ACCESS_KEY", "a\"b",
          "AWS_SESSION_TOKEN", "c");

  @TempDir private Path folder = Path.of("");

  private String told(Map<String, String> environment) throws Exception {
    try (UnixListener listener =
            new UnixWire(folder)
                .listen(
                    Port.CREDENTIALS,
                    new CredentialsServer(new EnvironmentCredentials(environment)));
        SocketChannel enclave =
            SocketChannel.open(
                UnixDomainSocketAddress.of(folder.resolve("host-" + Port.CREDENTIALS)))) {
      assertThat(listener).isNotNull();
      return new String(Channels.newInputStream(enclave).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void tellsThemOrWhyThereAreNone() throws Exception {
    assertThat(told(FULL))
        .isEqualTo(
            "{\"accessKeyId\":\"AKIA1\",\"secretAccessKey\":\"a\\\"b\",\"sessionToken\":\"c\"}");
    assertThat(told(Map.of("AWS_ACCESS_KEY_ID", "AKIA1", "AWS_SECRET_ACCESS_KEY", "x")))
        .isEqualTo("{\"accessKeyId\":\"AKIA1\",\"secretAccessKey\":\"x\"}");
    assertThat(told(Map.of("AWS_ACCESS_KEY_ID", "AKIA1", "AWS_SECRET_ACCESS_KEY", " ")))
        .isEqualTo("{\"error\":\"AWS_SECRET_ACCESS_KEY isn't set\"}");
  }

  @Test
  void theEnvironmentGoesFirst() {
    InstantSource clock = InstantSource.system();
    assertThat(CredentialsSource.ofThisMachine(FULL, clock))
        .isInstanceOf(EnvironmentCredentials.class)
        .hasToString("credentials of the environment");
    try (CredentialsSource half =
            CredentialsSource.ofThisMachine(Map.of("AWS_ACCESS_KEY_ID", "AKIA1"), clock);
        CredentialsSource none =
            CredentialsSource.ofThisMachine(Map.of("AWS_ACCESS_KEY_ID", ""), clock)) {
      assertThatThrownBy(half::current)
          .as("half of them is a mistake, and no reason to take others")
          .isInstanceOf(CredentialsException.class);
      assertThat(none).isInstanceOf(InstanceCredentials.class);
    }
  }
}
