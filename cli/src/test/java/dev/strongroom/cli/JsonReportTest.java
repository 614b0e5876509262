// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.fixtures.Json;
import dev.strongroom.attestation.fixtures.NitroVector;
import dev.strongroom.attestation.fixtures.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The stable JSON shape.
class JsonReportTest {
  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> json(Run run) {
    return (List<Map<String, Object>>) (List<?>) Objects.requireNonNull(Json.read(run.out()));
  }

  @Test
  void hasTheDocumentedMembersInOrder() {
    Map<String, Object> inspected =
        json(Run.of("inspect", "--json", "--at", "document", Run.GENUINE)).getFirst();
    assertThat(inspected.keySet())
        .containsExactly(
            "file",
            "kind",
            "genuine",
            "accepted",
            "platformStatus",
            "advisories",
            "simulated",
            "debug",
            "judgedAt",
            "measurements",
            "claims",
            "checks");
    assertThat(inspected)
        .containsEntry("kind", "nitro-enclave")
        .containsEntry("genuine", true)
        .containsEntry("accepted", null)
        .containsEntry("platformStatus", "not-reported")
        .containsEntry("simulated", false)
        .containsEntry("debug", false);
    assertThat((Map<?, ?>) inspected.get("measurements")).hasSize(17);
    assertThat(((Map<?, ?>) inspected.get("measurements")).get("pcr0")).isEqualTo(Run.PCR0);
    Map<?, ?> claims = (Map<?, ?>) Objects.requireNonNull(inspected.get("claims"));
    assertThat(claims.get("userData")).isEqualTo("");
    assertThat(claims.containsKey("nonce")).isTrue();
    assertThat(claims.get("nonce")).isNull();
  }

  @Test
  void tellsAcceptedRefusedAndWhy() {
    Map<String, Object> accepted =
        json(Run.of("verify", "--json", "--policy", Run.POLICY, "--at", "document", Run.GENUINE))
            .getFirst();
    assertThat(accepted).containsEntry("accepted", true).containsEntry("genuine", true);
    Map<String, Object> refused =
        json(Run.of("verify", "--json", "--policy", Run.POLICY, "--at", "document", Run.DEBUG))
            .getFirst();
    assertThat(refused)
        .containsEntry("accepted", false)
        .containsEntry("genuine", true)
        .containsEntry("debug", true);
    List<Object> failed = new ArrayList<>();
    for (Object check : (List<?>) Objects.requireNonNull(refused.get("checks"))) {
      if ("failed".equals(((Map<?, ?>) check).get("outcome"))) {
        failed.add(((Map<?, ?>) check).get("reason"));
      }
    }
    assertThat(failed).containsExactly("debug-mode", "measurement-not-accepted");
  }

  @Test
  void keepsItsShapeForBadInput() {
    Run run = Run.fed(new byte[] {0x00}, "inspect", "--json", "-", "missing");
    assertThat(run.status()).isEqualTo(2);
    List<Map<String, Object>> findings = json(run);
    assertThat(findings).hasSize(2);
    for (Map<String, Object> finding : findings) {
      assertThat(finding)
          .containsEntry("genuine", false)
          .containsEntry("accepted", false)
          .containsEntry("kind", null)
          .containsKeys("measurements", "claims", "checks", "error");
    }
    assertThat((Map<?, ?>) findings.getFirst().get("error")).hasSize(3);
  }

  @Test
  void agreesWithTheManifestOnEveryVector() {
    Vectors vectors = Vectors.orAbort();
    for (NitroVector vector : vectors.nitro()) {
      Run run =
          Run.fed(vector.encoded().toByteArray(), "inspect", "--json", "--at", "document", "-");
      Map<String, Object> finding = json(run).getFirst();
      assertThat(finding).as(vector.file()).containsEntry("genuine", vector.cryptographyHolds());
      assertThat(finding).as(vector.file()).containsEntry("debug", vector.debug());
      assertThat(finding)
          .as(vector.file())
          .containsEntry("kind", vector.kind().equals("nitrotpm") ? "nitro-tpm" : "nitro-enclave");
      assertThat(run.status()).as(vector.file()).isEqualTo(vector.cryptographyHolds() ? 0 : 1);
      Map<?, ?> measurements = (Map<?, ?>) Objects.requireNonNull(finding.get("measurements"));
      vector
          .pcrs()
          .forEach((index, value) ->
              assertThat(measurements.get("pcr" + index)).as(vector.file()).isEqualTo(value.hex()));
    }
  }
}
