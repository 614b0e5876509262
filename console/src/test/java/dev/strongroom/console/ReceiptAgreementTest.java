// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import static dev.strongroom.ledger.fixtures.FakeDeployment.BOOT;
import static dev.strongroom.ledger.fixtures.FakeDeployment.COSIGNED;
import static dev.strongroom.ledger.fixtures.FakeDeployment.DIGEST;
import static dev.strongroom.ledger.fixtures.FakeDeployment.ENTERED;
import static dev.strongroom.ledger.fixtures.FakeDeployment.LOG_KEY;
import static dev.strongroom.ledger.fixtures.FakeDeployment.NOW;
import static dev.strongroom.ledger.fixtures.FakeDeployment.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.cose.CoseReceipt;
import dev.strongroom.ledger.fixtures.FakeAnswer;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.fixtures.ReceiptEdits;
import dev.strongroom.ledger.fixtures.TestKey;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.receipt.Anchor;
import dev.strongroom.ledger.receipt.Manifest;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The verifier in the page comes to the Java verifier's verdict on receipts, check by check and
/// reason by reason. The root is a simulated device's.
class ReceiptAgreementTest {
  private static FakeDeployment deployment;
  private static ReceiptPolicyText policy;
  private static Receipt receipt;
  private static ReceiptEdits edits;

  private final ReceiptQuestions questions = new ReceiptQuestions();

  @TempDir private Path folder;

  @BeforeAll
  static void build() throws MalformedLedgerException {
    assumeTrue(BrowserVerifier.installed(), "skipped: needs the package nodejs");
    deployment = FakeDeployment.create();
    policy = ReceiptPolicyText.of(deployment.nitro().simulatedAnchor());
    receipt = new ReceiptEdits(deployment.receipt()).simulated(true);
    edits = new ReceiptEdits(receipt);
  }

  private void ask(String name, Receipt asked) {
    questions.ask(name, asked.json(), policy, NOW);
  }

  private void ask(String name, Receipt asked, Bytes digest) {
    questions.ask(name, asked.json(), policy, Optional.of(digest), NOW);
  }

  private static Receipt entered(Map<String, ?> members) throws MalformedLedgerException {
    FakeDeployment other = deployment.copy();
    return new ReceiptEdits(other.receipt(other.enter(members))).simulated(true);
  }

  private static Map<String, Object> with(String name, Object value) {
    Map<String, Object> members = new HashMap<>(FakeDeployment.members());
    members.put(name, value);
    return members;
  }

  @Test
  void onGoodReceipts() throws Exception {
    ask("good", receipt);
    ask("good, and its file", receipt, DIGEST);
    ask("good, and another file", receipt, TestKey.of("another").secret());
    questions.ask("years later", receipt.json(), policy, NOW.plus(Duration.ofDays(9000)));
    FakeDeployment other = deployment.copy();
    for (int i = 0; i < 24; i++) {
      ask(
          "place " + i,
          new ReceiptEdits(other.receipt(other.enter(with("title" + i % 2, "x")))).simulated(true));
      ask(
          "plain place " + i,
          new ReceiptEdits(other.receipt(other.enter(FakeDeployment.members()))).simulated(true));
    }
    ask(
        "the epoch's own",
        new ReceiptEdits(deployment.receipt(deployment.epoch().statement().index()))
            .simulated(true));
    assertThat(questions.expected()).anyMatch(line -> line.startsWith("accepted true"));
    questions.compare(folder);
  }

  @Test
  void onEntriesOfAllKinds() throws Exception {
    Map<String, Object> vault = Map.of("kind", "vault", "time", ENTERED.toString(), "x", 5);
    ask("vault", entered(vault));
    ask("vault and a file", entered(vault), DIGEST);
    for (String kind : List.of("proof", "epoch", "recovery", "inference")) {
      ask(kind, entered(Map.of("kind", kind, "time", ENTERED.toString(), "x", 5)));
    }
    ask(
        "an answer",
        new ReceiptEdits(FakeAnswer.receipt(deployment.copy(), FakeAnswer.near())).simulated(true));
    for (Map.Entry<String, Map<String, ?>> one : RecoveryEntries.all().entrySet()) {
      ask(one.getKey(), entered(one.getValue()));
    }
    for (Object odd :
        List.of("", " ", "\u00a0", "\ufeff", "\u001c", "\u2007", 5, true, List.of())) {
      ask("a name " + odd, entered(with("attribution", Map.of("name", odd))));
      ask("a word " + odd, entered(with("metadata", Map.of("word", odd))));
      ask("an attribution " + odd, entered(with("attribution", odd)));
      ask("an algorithm " + odd, entered(with("algorithm", odd)));
    }
    for (String text :
        List.of("ü𝄞", "\u2028\u007f\u0001\"\\/\b\f", "{\"a\":1}", "\ufb33\ud83d\ude02")) {
      ask("a text", entered(with("metadata", Map.of(text, text, "\ud83d" + "\ude00", "x"))));
    }
    for (String time : List.of("2026-03-21T17:28:05+01:00", "yesterday", "2026-03-21T24:00:00Z")) {
      ask(
          "a beacon of " + time,
          entered(with("notBefore", Map.of("source", "s", "value", "v", "time", time))));
    }
    questions.compare(folder);
  }

  @Test
  void onFolders() throws Exception {
    Bytes one = TestKey.of("one").secret();
    Manifest manifest =
        new Manifest(
            new TreeMap<>(Map.of("b/one", one, "a/ö", one, "two", TestKey.of("two").secret())));
    Receipt listed = entered(with("digest", manifest.digest().hex())).with(manifest);
    ask("a folder", listed);
    ask("one of its files", listed, one);
    ask("itself", listed, manifest.digest());
    ask("another file", listed, DIGEST);
    ask("another folder", receipt.with(manifest));
    for (String path :
        List.of("/a", "a/", "a//b", "..", "../a", "a/./b", ".a", "a\\\\b", "\\u0000")) {
      questions.ask(
          "a path " + path, listed.json().replace("\"b/one\"", "\"" + path + "\""), policy, NOW);
    }
    questions.compare(folder);
  }

  @Test
  void onAnchors() throws Exception {
    Bytes root = receipt.checkpoint().checkpoint().root();
    Bytes good = LOG_KEY.sign(CoseReceipt.signed(LOG_KEY.log(ORIGIN), root));
    ask("for COSE", edits.anchors(List.of(), Optional.of(good)));
    ask("for COSE by nobody", edits.anchors(List.of(), Optional.of(Bytes.zeros(64))));
    ask(
        "a row",
        edits.anchors(
            List.of(
                Anchor.DynamoDb.of("t", "eu-central-1", Map.of("size", 992)),
                new Anchor.Rfc3161(Bytes.utf8("not looked at"))),
            Optional.empty()));
    questions.compare(folder);
  }

  @Test
  void onAlteredPartsOfTheReceipt() throws Exception {
    for (long index = receipt.index() - 70; index <= receipt.index() + 70; index += 7) {
      ask("index " + index, edits.index(index));
    }
    for (long index : List.of(0L, 5L, 699L, 740L, 742L, 745L, 757L, 991L, 992L, 1L << 52)) {
      ask("index " + index, edits.index(index));
    }
    List<Bytes> path = receipt.inclusion();
    ask("a shorter path", edits.inclusion(path.subList(1, path.size())));
    ask("a turned path", edits.inclusion(path.reversed()));
    ask("no path", edits.inclusion(List.of()));
    List<Bytes> longer = new ArrayList<>(path);
    longer.add(path.getFirst());
    ask("a longer path", edits.inclusion(longer));
    ask("no salt", edits.salt(Optional.empty()));
    ask("another salt", edits.salt(Optional.of(DIGEST)));
    ask("denied", edits.simulated(false));
    ask("another epoch's path", edits.epoch(new Receipt.Epoch(receipt.epoch().entry(), path)));
    questions.compare(folder);
  }

  @Test
  void onSignaturesOfTheCheckpoint() throws Exception {
    SignedNote note = receipt.checkpoint().note();
    List<NoteSignature> all = note.signatures();
    for (int without = 0; without < all.size(); without++) {
      List<NoteSignature> lines = new ArrayList<>(all);
      NoteSignature left = lines.remove(without);
      ask("without " + left.name(), signed(note.text(), lines));
      lines.add(new NoteSignature(left.name(), left.keyId(), Bytes.zeros(64)));
      ask("zeros for " + left.name(), signed(note.text(), lines));
      lines.add(left);
      ask("a wrong line and a good one of " + left.name(), signed(note.text(), lines));
      lines.addFirst(new NoteSignature(left.name(), left.keyId() ^ 1, left.value()));
      ask("another key of " + left.name(), signed(note.text(), lines));
    }
    for (Duration late :
        List.of(
            Duration.ZERO,
            Duration.ofMinutes(-16),
            Duration.ofMinutes(-9),
            Duration.ofDays(-40),
            Duration.ofDays(99))) {
      List<NoteSignature> lines = new ArrayList<>(all);
      lines.add(TestKey.of("witness two").cosign("two.example", note.text(), COSIGNED.plus(late)));
      ask("cosigned twice " + late, signed(note.text(), lines));
      ask(
          "cosigned " + late,
          edits.checkpoint(
              FakeDeployment.cosigned(
                  SignedCheckpoint.of(new SignedNote(note.text(), all.subList(0, 2))),
                  COSIGNED.plus(late))));
    }
    questions.compare(folder);
  }

  private static Receipt signed(String text, List<NoteSignature> lines)
      throws MalformedLedgerException {
    return edits.checkpoint(SignedCheckpoint.of(new SignedNote(text, lines)));
  }

  @Test
  void onEpochsThatDontBelong() throws Exception {
    for (OddEpochs.Case one : OddEpochs.all(deployment.nitro())) {
      for (ReceiptPolicyText asked :
          List.of(
              policy,
              policy.ignoring("logs"),
              policy.ignoring("enclave"),
              policy.with("earlierEpochs", "{\"allow\":\"one program\"}"),
              ReceiptPolicyText.of(deployment.nitro().anchor()))) {
        questions.ask(one.name(), one.receipt().json(), asked, NOW);
      }
    }
    assertThat(questions.expected())
        .anyMatch(line -> line.contains("evidence-binds-another-key"))
        .anyMatch(line -> line.contains("evidence-binds-another-statement"))
        .anyMatch(line -> line.contains("bound-key-differs"))
        .anyMatch(line -> line.contains("previous-root-differs"))
        .anyMatch(line -> line.contains("entered-before-epoch"))
        .anyMatch(line -> line.contains("simulated-epoch"));
    questions.compare(folder);
  }

  @Test
  void onOtherPoliciesAndTimes() throws Exception {
    for (ReceiptPolicyText asked : ReceiptPolicies.all(policy, deployment.nitro())) {
      for (Instant now :
          List.of(
              NOW,
              ENTERED.minus(Duration.ofHours(1)),
              ENTERED.minus(Duration.ofMinutes(6)),
              BOOT.minus(Duration.ofMinutes(5)),
              ENTERED.minus(Duration.ofMinutes(5)))) {
        questions.ask(asked.text() + now, receipt.json(), asked, now);
      }
    }
    for (int minutes : List.of(-6, -5, -4, 15, 16, 90)) {
      String time = BOOT.plus(Duration.ofMinutes(minutes)).plusNanos(7).toString();
      ask("entered at " + time, entered(with("time", time)));
    }
    assertThat(questions.expected())
        .anyMatch(line -> line.contains("too-early"))
        .anyMatch(line -> line.contains("too-late"))
        .anyMatch(line -> line.contains("entry-before-evidence"))
        .anyMatch(line -> line.contains("witness-key-expired"));
    questions.compare(folder);
  }

  @Test
  void onPolicyFiles() throws Exception {
    ReceiptPolicies.files().forEach(file -> questions.ask(file, file));
    assertThat(questions.expected()).contains("policy read", "malformed policy");
    questions.compare(folder);
  }
}
