// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import static dev.strongroom.ledger.fixtures.FakeDeployment.COSIGNED;
import static dev.strongroom.ledger.fixtures.FakeDeployment.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.fixtures.ReceiptEdits;
import dev.strongroom.ledger.fixtures.TestKey;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.note.TestSigner;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the page's verifier of receipts can do less than the command, it refuses and says so.
class ReceiptLimitsTest {
  private static final String BEYOND = "malformed policy";

  private static FakeDeployment deployment;
  private static ReceiptPolicyText policy;
  private static Receipt receipt;

  @TempDir private Path folder;

  @BeforeAll
  static void build() throws MalformedLedgerException {
    assumeTrue(BrowserVerifier.installed(), "skipped: needs the package nodejs");
    deployment = FakeDeployment.create();
    policy = ReceiptPolicyText.of(deployment.nitro().simulatedAnchor());
    receipt = new ReceiptEdits(deployment.receipt()).simulated(true);
  }

  private String answer(Receipt asked, ReceiptPolicyText under, String more) throws Exception {
    return ReceiptQuestions.answers(
            folder, List.of(ReceiptQuestions.question(asked.json(), under, NOW, more)))
        .getFirst();
  }

  @Test
  void acceptsNothingWithoutEd25519() throws Exception {
    assertThat(answer(receipt, policy, "")).startsWith("accepted true");
    assertThat(answer(receipt, policy, ",\"ed25519\":false"))
        .startsWith("accepted false")
        .contains("|log.signature failed unverifiable|")
        .contains("|epoch.signature failed unverifiable|")
        .contains("|witness.quorum failed unverifiable|")
        .contains("|witness.quorum: one.example failed|")
        .contains("|log.inclusion passed|");
    Map<String, ?> members = RecoveryEntries.all().get("after example.com/log");
    FakeDeployment other = deployment.copy();
    Receipt recovered = new ReceiptEdits(other.receipt(other.enter(members))).simulated(true);
    assertThat(answer(recovered, policy, "")).startsWith("accepted true");
    assertThat(answer(recovered, policy, ",\"ed25519\":false"))
        .contains("|entry.content failed unverifiable|");
  }

  @Test
  void countsCosignaturesByMlDsaAsMissing() throws Exception {
    TestSigner three = TestSigner.create("three.example", KeyType.COSIGNATURE_ML_DSA_44);
    SignedNote note = receipt.checkpoint().note();
    List<NoteSignature> lines = new ArrayList<>(note.signatures());
    lines.add(three.cosign(note.text(), COSIGNED.getEpochSecond()));
    Receipt cosigned =
        new ReceiptEdits(receipt)
            .checkpoint(SignedCheckpoint.of(new SignedNote(note.text(), lines)));
    String both = ReceiptPolicyText.witness(TestKey.of("witness one").witness("one.example"), "");
    String of = "\"of\":[" + both + "," + ReceiptPolicyText.witness(three.key(), "") + "]}";
    ReceiptPolicyText two = policy.requiring("witnesses", "{\"quorum\":2," + of);
    ReceiptQuestions java = new ReceiptQuestions();
    java.ask("both", cosigned.json(), two, NOW);
    assertThat(java.expected().getFirst()).startsWith("accepted true");
    assertThat(answer(cosigned, two, ""))
        .startsWith("accepted false")
        .contains("|witness.quorum failed witness-missing|")
        .contains("|witness.quorum: one.example passed|")
        .contains("|witness.quorum: three.example failed|");
    // Enough of the others is enough.
    assertThat(answer(cosigned, policy.requiring("witnesses", "{\"quorum\":1," + of), ""))
        .startsWith("accepted true")
        .contains("|witness.quorum: three.example failed|");
  }

  @Test
  void refusesPoliciesThatAskForMore() throws Exception {
    String authority = "[{\"name\":\"x\",\"sha256\":\"" + "00".repeat(32) + "\"}]";
    assertThat(answer(receipt, policy.requiring("timestamps", authority), "")).isEqualTo(BEYOND);
    assertThat(
            answer(
                receipt,
                policy.with(
                    "inference",
                    "{\"models\":{\"ignore\":\"a test\"},\"backends\":{\"ignore\":\"a test\"},"
                        + "\"hops\":{\"require\":["
                        + policy.text()
                        + "]}}"),
                ""))
        .isEqualTo(BEYOND);
    String snp = "{\"version\":1,\"kind\":\"sev-snp\"}";
    assertThat(answer(receipt, policy.requiring("enclave", snp), "")).isEqualTo(BEYOND);
  }

  @Test
  void digestsTheFileItself() throws Exception {
    Bytes file = Bytes.utf8("the file itself");
    FakeDeployment other = deployment.copy();
    Receipt entered =
        new ReceiptEdits(
                other.receipt(
                    other.enter(
                        Map.of(
                            "kind",
                            "proof",
                            "time",
                            FakeDeployment.ENTERED.toString(),
                            "algorithm",
                            "sha-256",
                            "digest",
                            sha256(file).hex()))))
            .simulated(true);
    assertThat(answer(entered, policy, dropped(file)))
        .startsWith("accepted true")
        .contains("|entry.digest passed|");
    assertThat(answer(entered, policy, dropped(Bytes.utf8("another"))))
        .startsWith("accepted false")
        .contains("|entry.digest failed digest-differs|");
  }

  private static String dropped(Bytes file) {
    return ",\"file\":\"" + Base64.getEncoder().encodeToString(file.toByteArray()) + "\"";
  }

  private static Bytes sha256(Bytes bytes) throws NoSuchAlgorithmException {
    return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
  }

  /// For each check of a receipt the page says what it doesn't prove.
  @Test
  void saysForEachCheckWhatItDoesntProve() throws Exception {
    String sentences = Files.readString(Path.of("verifier", "src", "unproven.js"));
    for (String part : answer(receipt, policy, "").split("\\|", -1)) {
      if (part.matches("[a-z]+[.a-z0-9-]* (passed|failed|not-applicable).*")) {
        assertThat(sentences).contains("'" + part.substring(0, part.indexOf(' ')) + "':");
      }
    }
  }
}
