// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.integration.console.Visitor.Seen;
import dev.strongroom.ledger.receipt.Manifest;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.ReceiptCache;
import dev.strongroom.ledger.verification.ReceiptPolicyFile;
import dev.strongroom.ledger.verification.ReceiptVerdict;
import dev.strongroom.ledger.verification.ReceiptVerifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A visitor who has files proved in the page, and whoever checks the receipts later.
///
/// @param policy what the visitor expects the enclave to run
/// @param receiptPolicy whom the visitor believes, as a file
/// @param folder for files
record PageProofs(Visitor visitor, String policy, Path receiptPolicy, Path folder) {

  void nothingIsSentToWhomeverNobodyKnows(String file) throws Exception {
    Seen hashed = visitor.does("hash", Map.of("files", List.of(file)));
    assertThat(hashed.text("state")).isEqualTo("Hashed here. Nothing was sent yet.");
    assertThat(hashed.texts("digests"))
        .containsExactly("a.txt: SHA-256 " + sha256(Path.of(file)).hex());
    Seen unsent = visitor.does("prove", Map.of());
    assertThat(unsent.text("state")).startsWith("Nothing was sent: say above what you expect");
    assertThat(unsent.texts("requests")).noneMatch(asked -> asked.endsWith("/v1/proofs"));
  }

  void filesAreProved(String one, String two) throws Exception {
    visitor.does("expect", Map.of("text", policy));
    visitor.does("hash", Map.of("files", List.of(one, two)));
    Seen alone = visitor.does("prove", Map.of());
    assertThat(alone.text("state"))
        .startsWith("SIMULATED. ENTERED, and checked here under the policy above; no witnesses");
    visitor.does("believe", Map.of("policy", one));
    assertThat(visitor.does("prove", Map.of()).text("state"))
        .startsWith("Nothing was sent: the policy for receipts can't be read: ");
    visitor.does("believe", Map.of("policy", receiptPolicy.toString()));
    // The same request again, by the same key: entered once.
    Seen proved = visitor.does("prove", Map.of());
    assertThat(proved.text("state"))
        .startsWith("SIMULATED. ENTERED, and checked here under your policy for receipts.");
    assertThat(proved.texts("links")).containsExactly("a.txt.receipt.json", "b.txt.receipt.json");
    assertThat(proved.text("said")).contains("not after", "of the policy's witnesses");
    assertThat(proved.texts("complaints")).isEmpty();
    ReceiptVerdict verdict = checked("b.txt.receipt.json", sha256(Path.of(two)));
    assertThat(checked("a.txt.receipt.json", sha256(Path.of(one))).index())
        .isEqualTo(verdict.index() - 1);
    Seen dropped = visitor.does("hash", Map.of("dropped", List.of(one)));
    assertThat(dropped.texts("digests"))
        .containsExactly("a.txt: SHA-256 " + sha256(Path.of(one)).hex());
  }

  void aFolderHasOneReceipt() throws Exception {
    Path photos = folder.resolve("photos");
    Files.createDirectories(photos.resolve("2026/more"));
    TreeMap<String, Bytes> digests = new TreeMap<>();
    for (String path : List.of("one.jpg", "2026/two.jpg", "2026/more/\u00fc.jpg")) {
      digests.put(path, sha256(Files.writeString(photos.resolve(path), path)));
    }
    Seen hashed = visitor.does("hash", Map.of("folder", photos.toString()));
    Manifest manifest = new Manifest(digests);
    assertThat(hashed.texts("digests"))
        .containsExactly("photos, 3 files: SHA-256 " + manifest.digest().hex());
    assertThat(visitor.does("prove", Map.of()).texts("links"))
        .containsExactly("photos.receipt.json");
    checked("photos.receipt.json", digests.get("2026/two.jpg"));
    assertThat(receipt("photos.receipt.json").manifest()).contains(manifest);
  }

  /// The enclave's own refusals have names, and an answer about something else is none.
  void whatGoesWrongIsNamed(String file) throws Exception {
    visitor.does("hash", Map.of("files", List.of(file)));
    Seen malformed = visitor.does("prove", Map.of("changed", "{\"digests\":[\"00\"]}"));
    assertThat(malformed.text("state"))
        .startsWith("The enclave gives no receipt: malformed: digests[0]");
    assertThat(malformed.texts("links")).isEmpty();
    Seen other =
        visitor.does("prove", Map.of("changed", "{\"digests\":[\"" + "00".repeat(32) + "\"]}"));
    assertThat(other.text("state")).startsWith("REFUSED: the compact receipt: ");
    Seen again = visitor.does("prove", Map.of());
    assertThat(again.text("state"))
        .as("that key stands for what was entered")
        .startsWith("The enclave gives no receipt: idempotency-key-reused: ");
    visitor.does("hash", Map.of("dropped", List.of(file)));
    Seen said =
        visitor.does(
            "prove",
            Map.of(
                "changed",
                "{\"digests\":[\"%s\"],\"metadata\":{\"by\":\"the host\"}}"
                    .formatted(sha256(Path.of(file)).hex())));
    assertThat(said.text("state"))
        .isEqualTo("REFUSED: the enclave entered words that nobody said: metadata");
  }

  private ReceiptVerdict checked(String name, Bytes digest) throws Exception {
    ReceiptVerdict verdict =
        ReceiptVerifier.create(
                Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4)),
                ReceiptCache.none())
            .explain(
                receipt(name),
                ReceiptPolicyFile.parse(Files.readString(receiptPolicy)),
                Optional.of(digest),
                Instant.now());
    assertThat(verdict.accepted()).as("%s: %s", name, verdict.checks()).isTrue();
    return verdict;
  }

  private Receipt receipt(String name) throws Exception {
    Path file = folder.resolve("saved").resolve(name);
    visitor.does("save", Map.of("name", name, "file", file.toString()));
    Receipt receipt = Receipt.parse(Bytes.copyOf(Files.readAllBytes(file)));
    assertThat(Files.readString(file)).as("as the command writes it").isEqualTo(receipt.json());
    return receipt;
  }

  static Bytes sha256(Path file) throws Exception {
    return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }
}
