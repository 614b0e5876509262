// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import dev.strongroom.testkit.EnclaveUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/// Starts real Spring Boot applications with one attested client, called greeter.
final class Started {
  private final Path folder;
  private final Map<String, Object> properties = new LinkedHashMap<>();

  private Started(Path folder) {
    this.folder = folder;
  }

  /// The properties that are right for an enclave.
  static Started of(EnclaveUnderTest enclave, Path folder) throws IOException {
    return new Started(folder)
        .with("url", enclave.uri().toString())
        .withPolicy(enclave.policyText())
        .with("identity-key", enclave.policy().identityKey().orElseThrow().hex());
  }

  /// Another value of a property; null: none.
  Started with(String name, @Nullable String value) {
    String key = "strongroom.clients.greeter." + name;
    if (value == null) {
      properties.remove(key);
    } else {
      properties.put(key, value);
    }
    return this;
  }

  /// Another policy.
  Started withPolicy(String text) throws IOException {
    Path file = Files.createTempFile(folder, "policy", ".json");
    Files.writeString(file, text);
    return with("policy", file.toUri().toString());
  }

  /// Starts an application; throws what ends the start.
  ConfigurableApplicationContext run(Class<?>... sources) {
    return new SpringApplicationBuilder(sources)
        .web(WebApplicationType.NONE)
        .properties(Map.of("spring.main.banner-mode", "off"))
        .properties(properties)
        .run();
  }
}
