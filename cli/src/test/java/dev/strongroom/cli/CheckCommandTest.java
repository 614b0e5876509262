// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.ledger.cose.CoseReceipt;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.fixtures.ReceiptEdits;
import dev.strongroom.ledger.fixtures.TestKey;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.receipt.Manifest;
import dev.strongroom.ledger.receipt.Receipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `strongroom check`, as a user sees it.
class CheckCommandTest {
  private static final String TEXT = "what was entered\n";

  private static FakeDeployment deployment;
  private static Receipt receipt;

  @TempDir private Path folder;

  private Path file;
  private Path receiptFile;
  private Path policy;

  @BeforeAll
  static void build() throws Exception {
    deployment = FakeDeployment.create();
    receipt = deployment.receipt(enter(deployment, sha256(TEXT)));
  }

  private static long enter(FakeDeployment where, Bytes digest) throws Exception {
    Map<String, Object> members = new HashMap<>(FakeDeployment.members());
    members.put("digest", digest.hex());
    return where.enter(members);
  }

  private static Bytes sha256(String text) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    Bytes.utf8(text).updateTo(sha256);
    return Bytes.copyOf(sha256.digest());
  }

  @BeforeEach
  void write() throws IOException {
    file = Files.writeString(folder.resolve("a.txt"), TEXT);
    receiptFile = Files.writeString(folder.resolve("a.txt.receipt.json"), receipt.json());
    policy = folder.resolve("policy.json");
    policy(deployment.nitro().anchor());
  }

  private void policy(TrustAnchor root) throws IOException {
    Files.writeString(
        policy,
        """
        {"version": 1, "kind": "receipt",
         "logs": {"require": [{"key": "%s"}]},
         "enclave": {"require": {"version": 1, "kind": "nitro-enclave",
           "anchors": [{"name": "test", "sha256": "%s", "simulated": %s}],
           "image": {"ignore": "x"}, "signer": {"ignore": "x"}, "role": {"ignore": "x"},
           "instance": {"ignore": "x"}, "nonce": {"ignore": "x"}, "publicKey": {"ignore": "x"},
           "userData": {"ignore": "x"}, "age": {"ignore": "x"}}},
         "witnesses": {"require": {"quorum": 2, "of": [{"key": "%s"}, {"key": "%s"}]}},
         "timestamps": {"ignore": "x"}, "time": {"ignore": "x"}}
        """
            .formatted(
                FakeDeployment.LOG_KEY.log(FakeDeployment.ORIGIN).text(),
                root.sha256().hex(),
                root.simulated(),
                TestKey.of("witness one").witness("one.example").text(),
                TestKey.of("witness two").witness("two.example").text()));
  }

  private Run check(Object... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "check";
    all[1] = "--policy";
    all[2] = policy.toString();
    for (int i = 0; i < arguments.length; i++) {
      all[i + 3] = arguments[i].toString();
    }
    return Run.of(all);
  }

  @Test
  void acceptsAReceiptOfAFile() {
    Run run = check(receiptFile, file);
    assertThat(run.out())
        .contains("ACCEPTED", "a.txt", "London", "leaf", "It doesn't show:", "witness.quorum")
        .doesNotContain("SIMULATED");
    assertThat(run.status()).isZero();
    assertThat(check(receiptFile).status()).isZero();
    assertThat(check(receiptFile, "--wide").out()).contains("path.root", "one.example");
    assertThat(
            Run.fed(
                    Bytes.utf8(receipt.json()).toByteArray(),
                    "check",
                    "--policy",
                    policy.toString(),
                    "-")
                .status())
        .isZero();
  }

  @Test
  void writesTheInclusionForWhoeverReadsCose() throws Exception {
    VerifierKey log = FakeDeployment.LOG_KEY.log(FakeDeployment.ORIGIN);
    Bytes signature =
        FakeDeployment.LOG_KEY.sign(
            CoseReceipt.signed(log, receipt.checkpoint().checkpoint().root()));
    Receipt signed = new ReceiptEdits(receipt).anchors(List.of(), Optional.of(signature));
    Path source = Files.writeString(folder.resolve("signed.receipt.json"), signed.json());
    Path written = folder.resolve("a.cose");
    assertThat(check(source, "--cose", written).status()).isZero();
    CoseReceipt.parse(Bytes.copyOf(Files.readAllBytes(written)))
        .verify(receipt.leaf().encoded(), log, receipt.checkpoint().checkpoint());
    assertThat(check(receiptFile, "--cose", folder.resolve("none.cose")).status()).isEqualTo(2);
  }

  @Test
  void refusesAnotherFileAndFilesWithoutReceipt() throws Exception {
    Path other = Files.writeString(folder.resolve("b.txt"), "something else");
    Run run = check(receiptFile, other);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("REFUSED  entry.digest", "NO RECEIPT");
    Run both = check(receiptFile, file, other);
    assertThat(both.status()).isEqualTo(1);
    assertThat(both.out()).contains("ACCEPTED", "NO RECEIPT");
    assertThat(check(receiptFile, "--digest", sha256(TEXT).hex()).status()).isZero();
    assertThat(check(receiptFile, "--digest", sha256("x").hex()).status()).isEqualTo(1);
    assertThat(check(receiptFile, "--digest", "00").status()).isEqualTo(2);
  }

  @Test
  void checksAFileOfAFolderAlone() throws Exception {
    Manifest manifest =
        new Manifest(new TreeMap<>(Map.of("docs/a.txt", sha256(TEXT), "b", sha256("b"))));
    FakeDeployment other = deployment.copy();
    Receipt whole = other.receipt(enter(other, manifest.digest())).with(manifest);
    Path folderReceipt = Files.writeString(folder.resolve("folder.receipt.json"), whole.json());
    Run run = check(folderReceipt, file);
    assertThat(run.out()).contains("in the folder as docs/a.txt");
    assertThat(run.status()).isZero();
  }

  @Test
  void saysSimulatedLoudly() throws IOException {
    Files.writeString(receiptFile, new ReceiptEdits(receipt).simulated(true).json());
    Run refused = check(receiptFile, file);
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.out()).contains("REFUSED", "SIMULATED");
    policy(deployment.nitro().simulatedAnchor());
    Run accepted = check(receiptFile, file);
    assertThat(accepted.status()).isZero();
    assertThat(accepted.out()).contains("ACCEPTED", "SIMULATED");
    // Without a policy only AWS's root is asked for.
    Run plain = Run.of("check", receiptFile.toString());
    assertThat(plain.status()).isEqualTo(1);
    assertThat(plain.out()).contains("REFUSED  epoch.evidence", "SIMULATED");
  }

  @Test
  void findsAForkAndItsProof() throws Exception {
    FakeDeployment branch = deployment.copy();
    FakeDeployment main = deployment.copy();
    enter(main, sha256("one"));
    Path other =
        Files.writeString(
            folder.resolve("b.receipt.json"), branch.receipt(enter(branch, sha256("two"))).json());
    Path third =
        Files.writeString(
            folder.resolve("c.receipt.json"), main.receipt(enter(main, sha256("three"))).json());
    Path proof = folder.resolve("caught.fork.json");
    Run run = check(other, third, "--fork-proof", proof);
    assertThat(run.out()).contains("FORK");
    assertThat(run.status()).isEqualTo(1);
    Run judged = Run.of("check", proof.toString());
    assertThat(judged.out()).contains("FORK PROVEN", FakeDeployment.ORIGIN);
    assertThat(judged.status()).isEqualTo(1);
    Run same = check(receiptFile, receiptFile);
    assertThat(same.out()).contains("they agree");
    assertThat(same.status()).isZero();
  }

  @Test
  void printsJson() throws Exception {
    Run run = check(receiptFile, file, "--json");
    JsonNode node = JsonNode.parse(run.out());
    JsonNode one = node.member("receipts").items().getFirst();
    assertThat(one.member("accepted").flag()).isTrue();
    assertThat(one.member("index").value()).isEqualTo(receipt.index());
    assertThat(one.member("time").member("notAfter").member("vouchedBy").text())
        .contains("witnesses");
    assertThat(one.member("checks").items()).hasSizeGreaterThan(12);
    assertThat(node.member("errors").value()).isEqualTo(List.of());
  }

  @Test
  void tellsWhatIsUnusable() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.receipt.json"), "{\"receipt\": 1}");
    Run run = check(bad);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).contains("UNUSABLE", " is missing");
    assertThat(check(folder.resolve("none.receipt.json")).status()).isEqualTo(2);
    assertThat(check(folder).status()).isEqualTo(2);
    assertThat(check(file).status()).isEqualTo(2);
    assertThat(check(file).err()).contains("none of these is a receipt");
    Files.writeString(policy, "{}");
    assertThat(check(receiptFile).status()).isEqualTo(2);
  }

  /// `prove` reads the same file, and says the same of it.
  @Test
  void saysThatAPolicyIsntText() throws IOException {
    Files.write(policy, new byte[] {'{', (byte) 0xff, '}'});
    Run prove =
        Run.of(
            "prove",
            file.toString(),
            "-o",
            folder.resolve("new.receipt.json").toString(),
            "--policy",
            Run.POLICY,
            "--receipt-policy",
            policy.toString());
    for (Run run : List.of(check(receiptFile), prove)) {
      assertThat(run.status()).isEqualTo(2);
      assertThat(run.err()).contains("policy.json: not UTF-8");
    }
  }

  @Test
  void showsForeignTextHarmless() throws Exception {
    FakeDeployment other = deployment.copy();
    Map<String, Object> members = new HashMap<>(FakeDeployment.members());
    members.put("metadata", Map.of("a\u001b[2J", "b\u202e\n  ACCEPTED"));
    Files.writeString(receiptFile, other.receipt(other.enter(members)).json());
    Run run = check(receiptFile);
    assertThat(run.status()).isZero();
    assertThat(run.out()).doesNotContain("\u001b[2J").contains("\\u{1b}[2J = b\\u{202e}\\u{a}");
  }

  @Test
  void judgesProofsOfOthersClaimByClaim() throws IOException {
    String proof =
        """
        {"version": "bitgraph/1",
         "artifact": {"hashAlg": "sha256", "digestB64": "%1$s"},
         "commit": {"nonceB64": "%1$s", "counter": "5", "time": 1, "epochId": "e"},
         "signer": {"publicKeyB64": "%1$s", "signatureB64": "%2$s"},
         "environment": {"enforcement": "measured-tee", "measurement": "00"}}
        """
            .formatted("A".repeat(43) + "=", "A".repeat(86) + "==");
    Path foreign = Files.writeString(folder.resolve("proof.json"), proof);
    Run run = Run.of("check", foreign.toString());
    assertThat(run.out()).contains("bitgraph/1", "claim by claim");
    assertThat(run.status()).isEqualTo(1);
  }
}
