// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.client.spring.shop.Greeter;
import dev.strongroom.testkit.EnclaveUnderTest;
import dev.strongroom.testkit.WithEnclave;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.client.RestClient;

/// The way through somebody who ends TLS.
@WithEnclave(Greeter.class)
class EncryptedMessagesTest {
  @TempDir static Path folder;

  record Wants(
      @AttestedClient("greeter") RestClient rest,
      @AttestedClient("greeter") AttestedEnclave enclave) {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(Wants.class)
  static class App {}

  @Test
  @WithEnclave(Greeter.class)
  void whoEndsTlsReadsNothing(EnclaveUnderTest enclave) throws Exception {
    try (TlsEnd between = TlsEnd.before(enclave.uri());
        ConfigurableApplicationContext context =
            Started.of(enclave, folder)
                .with("url", between.url())
                .with("way", "encrypted-messages")
                .run(App.class)) {
      Wants wants = context.getBean(Wants.class);
      assertThat(post(wants.rest(), "canary-of-the-request")).isEqualTo("canary-of-the-request");
      assertThat(
              String.valueOf(wants.rest().get().uri("/protection").retrieve().body(String.class)))
          .isEqualTo("ENCRYPTED_MESSAGE");
      assertThat(between.seen()).contains("/echo").doesNotContain("canary");
      assertThat(wants.enclave().verifications()).as("keys are kept").isEqualTo(1);

      enclave.restart();
      assertThat(post(wants.rest(), "canary-after")).isEqualTo("canary-after");
      assertThat(wants.enclave().verifications()).as("of the new boot").isEqualTo(2);

      enclave.restartAsAnother();
      int before = Greeter.REQUESTS.get();
      assertThatThrownBy(() -> post(wants.rest(), "canary-for-a-stranger"))
          .hasMessageContaining("identity: ");
      assertThat(Greeter.REQUESTS).hasValue(before);
      assertThat(between.seen()).doesNotContain("canary");
      assertThat(wants.enclave().refusedNow()).isTrue();
    }
  }

  private static String post(RestClient client, String body) {
    return String.valueOf(
        client
            .post()
            .uri("/echo")
            .header("x-asks", "canary")
            .body(body)
            .retrieve()
            .body(String.class));
  }
}
