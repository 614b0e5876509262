// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.client.notary.NotaryClient;
import dev.strongroom.client.notary.ProofRequest;
import dev.strongroom.console.PageCopy;
import dev.strongroom.enclave.notary.NotaryService;
import dev.strongroom.integration.console.Visitor.Seen;
import dev.strongroom.integration.notary.PolicyText;
import dev.strongroom.integration.notary.TestWitness;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// The page that an enclave serves, seen by a visitor in Chromium.
@Timeout(180)
class ConsolePageTest {
  private static @Nullable EnclaveUnderTest started;
  private static final PageUpgrades UPGRADES = new PageUpgrades();

  private static @Nullable TestWitness witness;
  private static @Nullable Visitor visitor;

  @TempDir private static Path kept;

  @BeforeAll
  static void start() throws Exception {
    visitor = Visitor.start();
    witness = TestWitness.start(kept);
    started = EnclaveUnderTest.start(new NotaryService(), UPGRADES.settings(witness.settings()));
  }

  @AfterAll
  static void stop() throws IOException {
    UPGRADES.close();
    if (visitor != null) {
      visitor.close();
    }
    if (started != null) {
      started.close();
    }
    if (witness != null) {
      witness.close();
    }
  }

  private static Visitor visitor() {
    return Objects.requireNonNull(visitor);
  }

  private static EnclaveUnderTest enclave() {
    return Objects.requireNonNull(started);
  }

  private static Seen opened(Map<String, ?> more) throws Exception {
    Map<String, Object> given = new HashMap<>(more);
    given.put("url", enclave().uri().toString());
    return visitor().does("open", given);
  }

  /// The same text that the command takes.
  private static String policy() {
    return PolicyText.of(enclave());
  }

  @Test
  void saysThatASimulatedEnclaveProtectsNothing() throws Exception {
    Seen seen = opened(Map.of());
    assertThat(seen.text("url")).as("a browser is led to the page").endsWith("/console/");
    assertThat(seen.text("state")).startsWith("SIMULATED. REFUSED: path.root: ");
    assertThat(seen.text("look")).contains("refused");
    assertThat(seen.flag("simulated")).isTrue();
    assertThat(seen.texts("checks"))
        .contains("failed path.root", "passed channel.statement", "passed channel.nonce");
    assertThat(seen.texts("unproven"))
        .as("each check says what it doesn't prove")
        .hasSameSizeAs(seen.texts("checks"))
        .noneMatch(words -> words.contains("anything beyond"));
  }

  @Test
  void loadsNothingFromAnybodyElseAndBreaksNoRuleOfItsOwn() throws Exception {
    Seen seen = opened(Map.of());
    assertThat(seen.texts("complaints")).isEmpty();
    assertThat(seen.texts("requests"))
        .hasSizeGreaterThan(20)
        .allMatch(asked -> asked.startsWith(enclave().uri().toString()));
  }

  @Test
  void acceptsTheProgramThatThePolicyNamesAndNoOther() throws Exception {
    opened(Map.of());
    Seen accepted = visitor().does("expect", Map.of("text", policy()));
    assertThat(accepted.text("state")).isEqualTo("SIMULATED. ACCEPTED: genuine, and this policy.");
    assertThat(accepted.text("look")).contains("accepted");
    assertThat(accepted.flag("simulated")).as("still said").isTrue();
    assertThat(accepted.texts("checks"))
        .contains("passed path.signatures", "passed cose.signature", "passed policy.image")
        .noneMatch(check -> check.startsWith("failed"));

    String pcr0 = policy().split("\"pcr0\": \"", 2)[1].substring(0, 96);
    assertThat(accepted.texts("facts")).contains("PCR 0: " + pcr0);
    String other = (pcr0.charAt(0) == '0' ? "1" : "0") + pcr0.substring(1);
    Seen refused = visitor().does("expect", Map.of("text", policy().replace(pcr0, other)));
    assertThat(refused.text("state")).startsWith("SIMULATED. REFUSED: policy.image: ");

    Seen pasted = visitor().does("expect", Map.of("text", pcr0));
    assertThat(pasted.text("state"))
        .as("a pasted value goes with AWS's root")
        .startsWith("SIMULATED. REFUSED: path.root: ");
    assertThat(pasted.texts("checks")).contains("passed policy.image");

    Seen unclear = visitor().does("expect", Map.of("text", "abc"));
    assertThat(unclear.text("complaint")).contains("neither 96 hexadecimal digits nor");
    Seen broken = visitor().does("expect", Map.of("text", "{\"version\":1}"));
    assertThat(broken.text("complaint")).contains("\"kind\" is missing");
  }

  @Test
  void provesFilesAndFolders(@TempDir Path folder) throws Exception {
    String one = Files.writeString(folder.resolve("a.txt"), "one").toString();
    // Longer than what is hashed at once.
    String two = Files.write(folder.resolve("b.txt"), new byte[(9 << 20) + 1]).toString();
    PageProofs proofs = new PageProofs(visitor(), policy(), witnessed(folder), folder);
    opened(Map.of());
    proofs.nothingIsSentToWhomeverNobodyKnows(one);
    proofs.filesAreProved(one, two);
    proofs.aFolderHasOneReceipt();
    proofs.whatGoesWrongIsNamed(one);
  }

  @Test
  void watchesTheLog(@TempDir Path folder) throws Exception {
    PageLog log = new PageLog(visitor(), enclave(), policy(), witnessed(folder));
    opened(Map.of());
    log.isNobodysWithoutAnExpectation();
    log.isBoundToTheEnclave();
    log.cantBeRolledBackUnnoticed(log.grows(), folder.resolve("both.json"));
  }

  @Test
  void expectsWhatASignedReleaseMeasures(@TempDir Path folder) throws Exception {
    opened(Map.of());
    new PageReleases(visitor(), policy(), folder).aSignedReleaseIsExpected();
  }

  private static Path witnessed(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("receipt-policy.json"),
        PolicyText.forReceipts(enclave(), Objects.requireNonNull(witness).key()));
  }

  @Test
  void worksByKeysAlone() throws Exception {
    opened(Map.of());
    Seen seen = visitor().does("keys", Map.of("text", policy()));
    assertThat(seen.texts("path")).containsSubsequence("expected", "policy", "again");
    assertThat(seen.text("state")).isEqualTo("SIMULATED. ACCEPTED: genuine, and this policy.");
  }

  /// With all that there can be in view: also another image that is announced.
  @Test
  void axeFindsNothingSeriousInAnyLook(@TempDir Path folder) throws Exception {
    opened(Map.of());
    UPGRADES.areShownToWhoeverLooks(visitor(), enclave());
    String file = Files.writeString(folder.resolve("a.txt"), "in all looks").toString();
    for (boolean dark : new boolean[] {false, true}) {
      for (int width : new int[] {1100, 360}) {
        Seen seen = opened(Map.of("dark", dark, "width", width));
        assertThat(seen.flag("wide")).as("scrolls sideways at %s", width).isFalse();
        Seen found = visitor().does("axe", Map.of("policy", policy(), "file", file));
        assertThat(found.flag("wide")).as("scrolls sideways at %s", width).isFalse();
        assertThat(found.texts("serious")).as("dark %s, width %s", dark, width).isEmpty();
        assertThat(found.number("passes")).isGreaterThan(15);
      }
    }
  }

  @Test
  void aCopyOnADiskVerifiesAsWell() throws Exception {
    String uri = enclave().uri().toString();
    Path file = Files.createTempFile("page", ".html");
    try {
      Files.writeString(file, PageCopy.html(uri.substring(0, uri.length() - 1)));
      Seen seen = visitor().does("open", Map.of("url", file.toUri().toString()));
      assertThat(seen.texts("complaints")).isEmpty();
      assertThat(seen.text("state")).startsWith("SIMULATED. REFUSED: path.root: ");
      Seen accepted = visitor().does("expect", Map.of("text", policy()));
      assertThat(accepted.text("state"))
          .isEqualTo("SIMULATED. ACCEPTED: genuine, and this policy.");
      Seen log = visitor().does("log", Map.of("words", "accepted evidence"));
      assertThat(log.texts("checks"))
          .contains("passed log.signature", "passed epoch.evidence", "passed log.enclave");
      assertThat(log.texts("complaints")).isEmpty();
      assertThat(visitor().does("copy", Map.of()).flag("said")).isTrue();
      assertThat(accepted.texts("requests"))
          .allMatch(asked ->
              asked.startsWith(uri) || asked.startsWith("file:") || asked.startsWith("data:"));
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void checksADroppedReceiptOffline(@TempDir Path folder) throws Exception {
    Bytes content = Bytes.utf8("what was entered");
    Receipt receipt =
        NotaryClient.of(enclave().client(), enclave().uri(), new SecureRandom())
            .prove(ProofRequest.of(List.of(sha256(content))))
            .getFirst();
    String file = Files.write(folder.resolve("a.txt"), content.toByteArray()).toString();
    String other = Files.writeString(folder.resolve("b.txt"), "something else").toString();
    String proof =
        Files.writeString(folder.resolve("a.txt.receipt.json"), receipt.json()).toString();
    String policy = Files.writeString(folder.resolve("policy.json"), receiptPolicy()).toString();

    opened(Map.of());
    int asked = visitor().does("seen", Map.of()).texts("requests").size();
    Seen dropped = visitor().does("drop", Map.of("files", List.of(proof, policy, file)));
    assertThat(dropped.text("state")).isEqualTo("SIMULATED. ACCEPTED: it is about a.txt.");
    assertThat(dropped.flag("simulated")).isTrue();
    assertThat(dropped.texts("checks"))
        .contains("passed entry.digest", "passed log.inclusion", "passed epoch.evidence")
        .noneMatch(check -> check.startsWith("failed"));
    assertThat(dropped.texts("unproven")).isNotEmpty();
    assertThat(dropped.texts("complaints")).isEmpty();
    assertThat(dropped.texts("requests").stream().skip(asked))
        .as("nothing is fetched but what the log goes on with")
        .allMatch(address -> address.contains("/v1/log/"));

    Seen wrong =
        visitor().does("receipt", Map.of("receipt", proof, "policy", policy, "subject", other));
    assertThat(wrong.text("state")).startsWith("SIMULATED. REFUSED: entry.digest: ");
    String changed = Files.readString(Path.of(proof)).replaceFirst("\"index\": ?", "$01");
    Path forged = Files.writeString(folder.resolve("c.receipt.json"), changed);
    Seen refused =
        visitor()
            .does(
                "receipt", Map.of("receipt", forged.toString(), "policy", policy, "subject", file));
    assertThat(refused.text("state")).contains("REFUSED: ");
    Seen nobody = visitor().does("receipt", Map.of("receipt", proof));
    assertThat(nobody.text("state")).startsWith("Choose a policy for receipts");
    Seen malformed = visitor().does("receipt", Map.of("receipt", file, "policy", policy));
    assertThat(malformed.text("state")).startsWith("REFUSED: ");
    assertThat(malformed.flag("simulated")).isFalse();
  }

  private static Bytes sha256(Bytes content) throws Exception {
    return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(content.toByteArray()));
  }

  /// Nobody witnesses this log.
  private static String receiptPolicy() {
    return """
    {
      "version": 1,
      "kind": "receipt",
      "logs": { "ignore": "the enclave's evidence binds the log's key" },
      "enclave": { "require": %s },
      "witnesses": { "ignore": "none in this test" },
      "timestamps": { "ignore": "none are asked for" },
      "time": { "ignore": "of any time" }
    }
    """
        .formatted(policy());
  }

  /// Makes the docs' pictures. What they show the other tests look at.
  @Test
  @EnabledIfSystemProperty(
      named = "strongroom.pictures",
      matches = ".+",
      disabledReason = "-Dstrongroom.pictures=FOLDER says where to")
  void canBePictured(@TempDir Path own) throws Exception {
    String subject = Files.writeString(own.resolve("report.pdf"), "a report").toString();
    Path folder =
        Path.of(Objects.requireNonNull(System.getProperty("strongroom.pictures"))).toAbsolutePath();
    for (boolean dark : new boolean[] {false, true}) {
      opened(Map.of("dark", dark, "width", 1000));
      visitor().does("expect", Map.of("text", policy()));
      visitor().does("believe", Map.of("policy", witnessed(own).toString()));
      Path asking = folder.resolve(dark ? "console-dark.png" : "console-light.png");
      Path proving = folder.resolve(dark ? "console-log-dark.png" : "console-log-light.png");
      visitor()
          .does(
              "picture",
              Map.of(
                  "asking",
                  asking.toString(),
                  "proving",
                  proving.toString(),
                  "policy",
                  policy(),
                  "subject",
                  subject));
      assertThat(asking).isNotEmptyFile();
      assertThat(proving).isNotEmptyFile();
    }
  }
}
