// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.fixtures.TestKey;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the page says of a log's checkpoint and of its latest entries, from what the log serves.
class LogJudgementTest {
  private static final String WITNESSES =
      "one.example says 2026-03-21T17:28:07Z|two.example says 2026-03-21T17:28:09Z";

  @TempDir private Path folder;

  private FakeDeployment deployment;
  private SignedCheckpoint checkpoint;
  private Map<String, String> files;

  @BeforeAll
  static void needsNode() {
    assumeTrue(BrowserVerifier.installed(), "skipped: needs the package nodejs");
  }

  @BeforeEach
  void build() throws MalformedLedgerException {
    deployment = FakeDeployment.create();
    checkpoint = deployment.checkpoint();
    files = new ServedTree(deployment.log().encoded()).files();
  }

  /// A checkpoint is judged by the checks of its epoch's own receipt.
  @Test
  void judgesACheckpoint() throws Exception {
    assertThat(judged(checkpoint, true, true))
        .startsWith("accepted true")
        .contains("|log.signature passed|", "|epoch.log-key passed|", "|epoch.evidence passed|")
        .contains("|log.key passed|", "|witness.quorum passed|")
        .contains("|one.example passed cosigned 2026-03-21T17:28:07Z|")
        .endsWith("|" + WITNESSES);
    assertThat(judged(checkpoint, false, false))
        .as("nobody said which program and which witnesses")
        .contains("|log.signature passed|", "|epoch.evidence not-applicable|")
        .contains("|witness.quorum not-applicable|")
        .endsWith("|" + WITNESSES);
  }

  @Test
  void refusesACheckpointOfAnotherKeyTreeOrEpoch() throws Exception {
    String text = checkpoint.note().text();
    NoteSignature other = TestKey.of("another").sign(FakeDeployment.ORIGIN, text);
    assertThat(judged(signed(text, other, 0), true, true))
        .startsWith("accepted false")
        .contains("|log.signature failed log-signature-missing|")
        .contains("|epoch.log-key failed bound-key-differs|");
    NoteSignature boot =
        TestKey.of("another").sign(checkpoint.note().signatures().get(1).name(), text);
    assertThat(judged(signed(text, boot, 1), true, true))
        .startsWith("accepted false")
        .contains("|epoch.signature failed epoch-signature-missing|");
    Checkpoint forged =
        new Checkpoint(
            FakeDeployment.ORIGIN, deployment.log().size(), TestKey.of("root").secret(), List.of());
    assertThat(
            judged(
                SignedCheckpoint.of(new SignedNote(forged.text(), checkpoint.note().signatures())),
                true,
                true))
        .startsWith("accepted false")
        .contains("|log.signature failed log-signature-wrong|")
        .contains("|epoch.inclusion failed epoch-not-in-tree|")
        .contains("|witness.quorum failed witness-signature-wrong|");
  }

  private SignedCheckpoint signed(String text, NoteSignature other, int place)
      throws MalformedLedgerException {
    List<NoteSignature> lines = new ArrayList<>(checkpoint.note().signatures());
    lines.set(place, other);
    return SignedCheckpoint.of(new SignedNote(text, lines));
  }

  private String judged(SignedCheckpoint asked, boolean program, boolean witnesses)
      throws Exception {
    ReceiptPolicyText receipts = ReceiptPolicyText.of(deployment.nitro().simulatedAnchor());
    Map<String, Object> given = new HashMap<>(Map.of("command", "judge", "tiles", files));
    given.put("key", key());
    given.put("checkpoint", asked.encoded());
    given.put("at", FakeDeployment.NOW.toEpochMilli());
    if (program) {
      String enclave = String.valueOf(receipts.members().get("enclave"));
      given.put("policy", enclave.substring("{\"require\":".length(), enclave.length() - 1));
    }
    if (witnesses) {
      given.put("receipts", receipts.text());
    }
    return BrowserVerifier.answers(folder, "prove-and-log.mjs", List.of(CanonicalJson.text(given)))
        .getFirst();
  }

  /// As `GET /v1/log/key` says it.
  private String key() {
    return CanonicalJson.text(
        Map.of(
            "origin",
            FakeDeployment.ORIGIN,
            "key",
            FakeDeployment.LOG_KEY.log(FakeDeployment.ORIGIN).text(),
            "simulated",
            true,
            "epoch",
            deployment.epoch().entry().content().value()));
  }

  /// Only open entries say what they are; and only the tree's own are shown.
  @Test
  void tellsTheLatestEntriesByKind() throws Exception {
    PageAnswers page = new PageAnswers();
    long size = deployment.log().size();
    List<String> kinds = new ArrayList<>();
    for (long index = 256 * ((size - 256) / 256); index < size; index++) {
      boolean epoch = index == deployment.epoch().statement().index();
      kinds.add(index + (epoch ? " epoch " + FakeDeployment.BOOT : " sealed null"));
    }
    page.ask("entries", asked(files), String.join("|", kinds));
    String last =
        files.keySet().stream()
            .filter(path -> path.startsWith("tile/entries/002"))
            .findFirst()
            .orElseThrow();
    String bundle = String.valueOf(files.get(last));
    for (String changed :
        List.of(
            bundle.substring(0, 10) + (bundle.charAt(10) == '0' ? '1' : '0') + bundle.substring(11),
            bundle + "0001",
            bundle.substring(0, bundle.length() - 70),
            "")) {
      Map<String, String> served = new HashMap<>(files);
      served.put(last, changed);
      page.ask("entries", asked(served), "UnusableTile");
    }
    page.compare(folder);
  }

  private Map<String, Object> asked(Map<String, String> served) {
    return Map.of("checkpoint", checkpoint.encoded(), "most", 256, "tiles", served);
  }
}
