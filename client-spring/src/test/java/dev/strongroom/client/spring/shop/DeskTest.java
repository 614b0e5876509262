// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.testkit.EnclaveUnderTest;
import dev.strongroom.testkit.WithEnclave;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/// An application's own test, as `docs/spring.md` shows it.
@SpringBootTest
@WithEnclave(Greeter.class)
class DeskTest {
  @TempDir static Path folder;
  private static EnclaveUnderTest enclave;

  @BeforeAll
  static void policy(EnclaveUnderTest started) throws IOException {
    enclave = started;
    Files.writeString(folder.resolve("policy.json"), started.policyText());
  }

  @DynamicPropertySource
  static void client(DynamicPropertyRegistry properties) {
    String greeter = "strongroom.clients.greeter.";
    properties.add(greeter + "url", () -> enclave.uri());
    properties.add(greeter + "policy", () -> folder.resolve("policy.json").toUri());
    properties.add(
        greeter + "identity-key", () -> enclave.policy().identityKey().orElseThrow().hex());
  }

  @Autowired private Desk desk;
  @Autowired private Greetings greetings;

  @Test
  void greetsOutOfTheEnclave() {
    assertThat(desk.greet("Ada")).isEqualTo("hello Ada");
    assertThat(greetings.hello("Grace")).isEqualTo("hello Grace");
  }
}
