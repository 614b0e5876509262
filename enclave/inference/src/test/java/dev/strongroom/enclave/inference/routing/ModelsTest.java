// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.inference.backend.Backend;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendCall;
import dev.strongroom.enclave.inference.backend.BackendException;
import dev.strongroom.enclave.inference.backend.BackendException.Problem;
import dev.strongroom.enclave.inference.settings.InferenceSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// How back ends are looked after.
class ModelsTest {
  private static final String SETTINGS =
      """
      {"models":[{"name":"tiny","backend":"b"}],"backends":{"b":{"kind":"loopback","port":1}}}
      """;

  /// One whose check has a bug.
  private record Buggy(CountDownLatch checks) implements Backend {
    @Override
    public String name() {
      return "b";
    }

    @Override
    public BackendAnswer send(BackendCall call) throws BackendException {
      throw new BackendException(Problem.BUSY, "nothing is sent here");
    }

    @Override
    public void check() {
      checks.countDown();
      throw new IllegalStateException("a bug");
    }

    @Override
    public void close() {}
  }

  @Test
  void aBugInOneCheckIsntTheLastOne() throws Exception {
    CountDownLatch checks = new CountDownLatch(3);
    InferenceSettings settings = InferenceSettings.parse(Optional.of(JsonNode.parse(SETTINGS)));
    try (Models models =
        new Models(settings, (_, _) -> new Buggy(checks), InstantSource.system(), (_, _) -> {})) {
      models.watch(Duration.ofMillis(1));
      assertThat(checks.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }
}
