// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.client.notary.NotaryClient;
import dev.strongroom.client.notary.ProofRequest;
import dev.strongroom.integration.console.Visitor.Seen;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/// A visitor who watches the log of an enclave in the page.
///
/// @param policy what the visitor expects the enclave to run
/// @param receiptPolicy whom the visitor believes, as a file
record PageLog(Visitor visitor, EnclaveUnderTest enclave, String policy, Path receiptPolicy) {
  void isNobodysWithoutAnExpectation() throws Exception {
    Seen seen = visitor.does("log", Map.of());
    assertThat(seen.text("verdict"))
        .startsWith("SIMULATED. Its key signs it, but nobody said which program is expected");
    assertThat(seen.text("look")).contains("unknown");
    assertThat(seen.texts("checks")).contains("not-applicable epoch.evidence");
  }

  void isBoundToTheEnclave() throws Exception {
    visitor.does("expect", Map.of("text", policy));
    Seen seen = visitor.does("log", Map.of("words", "accepted evidence binds"));
    assertThat(seen.text("look")).contains("accepted");
    assertThat(seen.texts("checks"))
        .contains("passed log.enclave", "passed log.signature", "passed epoch.log-key")
        .contains("passed epoch.inclusion", "passed epoch.evidence", "passed epoch.signature")
        .noneMatch(check -> check.startsWith("failed"));
    assertThat(seen.texts("unproven")).noneMatch(words -> words.contains("anything beyond"));
    assertThat(seen.texts("epoch"))
        .anyMatch(fact -> fact.startsWith("epoch: began with entry 0"))
        .anyMatch(fact -> fact.contains("min by your clock (the enclave's word)"));
    assertThat(seen.texts("kinds")).contains("epoch: 1");
    assertThat(seen.texts("open")).anyMatch(line -> line.startsWith("entry 0: epoch, 20"));
    assertThat(seen.texts("witnesses"))
        .hasSize(1)
        .allMatch(line -> line.startsWith("witness.example/test says 20"))
        .allMatch(line -> line.contains("not verified"));
    visitor.does("believe", Map.of("policy", receiptPolicy.toString()));
    Seen judged = visitor.does("log", Map.of("witness", "cosigned"));
    assertThat(judged.texts("witnesses"))
        .hasSize(1)
        .allMatch(line -> line.startsWith("✓ witness.example/test: cosigned 20"));
    assertThat(judged.texts("checks")).contains("passed witness.quorum");
  }

  /// Has something entered; gives the checkpoint from before.
  String grows() throws Exception {
    String before = visitor.does("checkpoint", Map.of()).text("note");
    NotaryClient.of(enclave.client(), enclave.uri(), new SecureRandom())
        .prove(ProofRequest.of(List.of(Bytes.fromHex("77".repeat(32)))));
    long size = Long.parseLong(before.lines().skip(1).findFirst().orElseThrow()) + 1;
    Seen seen = visitor.does("log", Map.of("entries", Long.toString(size)));
    assertThat(seen.text("verdict")).endsWith("It continues what this browser saw before.");
    assertThat(seen.texts("checks")).contains("passed log.consistency");
    assertThat(seen.texts("checkpoints").getFirst())
        .startsWith("✓" + size + " entries, root ")
        .endsWith("cosigned by witness.example/test");
    assertThat(seen.texts("kinds")).anyMatch(kind -> kind.startsWith("sealed: "));
    assertThat(seen.texts("kept")).hasSize(1).allMatch(kept -> kept.contains("\\n" + size + "\\n"));
    return before;
  }

  /// Somebody between plays the log's own older checkpoint: genuine, and no longer true.
  void cantBeRolledBackUnnoticed(String older, Path file) throws Exception {
    visitor.does("between", Map.of("note", older));
    Seen seen = visitor.does("log", Map.of("words", "log.consistency"));
    assertThat(seen.text("verdict")).startsWith("SIMULATED. REFUSED: log.consistency: rolled back");
    assertThat(seen.text("look")).contains("refused");
    assertThat(seen.flag("conflict")).isTrue();
    assertThat(seen.text("after")).isEqualTo(older);
    String newer = seen.text("before");
    assertThat(newer).isNotEqualTo(older);
    // The proof outlives the lie.
    visitor.does("between", Map.of());
    Seen later = visitor.does("log", Map.of("words", "log.consistency"));
    assertThat(later.flag("conflict")).isTrue();
    assertThat(later.text("before")).isEqualTo(newer);
    assertThat(later.text("after")).isEqualTo(older);
    visitor.does(
        "save", Map.of("name", "example.com-test-log.checkpoints.json", "file", file.toString()));
    assertThat(Files.readString(file))
        .contains("rolled back", newer.replace("\n", "\\n"), older.replace("\n", "\\n"));
    visitor.does("click", Map.of("id", "log-forget"));
    visitor.does("expect", Map.of("text", policy));
    Seen forgotten = visitor.does("log", Map.of("words", "accepted evidence binds"));
    assertThat(forgotten.flag("conflict")).isFalse();
    assertThat(forgotten.texts("complaints")).isEmpty();
  }
}
