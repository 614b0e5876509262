// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A simulated enclave doesn't outlive its host, however the host ends and whatever it waits for.
@Timeout(120)
class OrphanTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void anEnclaveThatWaitsForOperatorsEndsWithItsHost() throws Exception {
    Path jar = ApplicationJar.write(folder.resolve("app.jar"), KeepingService.class, "orphan");
    Path configuration =
        Files.writeString(
            folder.resolve("quorum.json"),
            """
            {"version": 1, "deployment": "demo", "rootSecret": {"source": "quorum", "threshold": 2,
             "operators": [{"name": "ann", "encryptionKey": "%s", "signingKey": "%s"},
                           {"name": "bob", "encryptionKey": "%s", "signingKey": "%s"}]}}
            """
                .formatted("01".repeat(32), "02".repeat(32), "03".repeat(32), "04".repeat(32)));
    try (UpProcess up =
        UpProcess.start(
            folder.resolve("state"), jar, "--configuration", configuration.toString())) {
      ProcessHandle enclave = up.enclave().orElseThrow();
      up.process().destroyForcibly().waitFor();
      enclave.onExit().get(30, TimeUnit.SECONDS);
      assertThat(enclave.isAlive()).isFalse();
    }
  }
}
