// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.notary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.ledger.entry.ProofEntry;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.ReceiptCache;
import dev.strongroom.ledger.verification.ReceiptPolicy;
import dev.strongroom.ledger.verification.ReceiptVerdict;
import dev.strongroom.ledger.verification.ReceiptVerifier;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `strongroom prove` and a real notary.
class ProveTest {
  private static @Nullable EnclaveUnderTest started;

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void start() throws Exception {
    started = TestLog.start();
  }

  @AfterAll
  static void stop() throws Exception {
    enclave().close();
  }

  private static EnclaveUnderTest enclave() {
    return Objects.requireNonNull(started);
  }

  @BeforeEach
  void policy() throws Exception {
    Files.writeString(folder.resolve("policy.json"), PolicyText.of(enclave()));
  }

  private Command prove(String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("prove", "--policy", "policy.json"));
    arguments.addAll(List.of("--at", "localhost:" + enclave().uri().getPort()));
    arguments.addAll(List.of(more));
    return Command.run(folder, arguments.toArray(String[]::new));
  }

  private Receipt receipt(String name) throws Exception {
    return Receipt.parse(Bytes.copyOf(Files.readAllBytes(folder.resolve(name))));
  }

  private static ReceiptVerdict verify(Receipt receipt, Bytes digest) {
    ReceiptPolicy policy =
        ReceiptPolicy.builder()
            .ignoreLogs("bound by evidence")
            .requireEnclave(enclave().policy().appraisal())
            .ignoreWitnesses("a test")
            .ignoreTimestamps("a test")
            .ignoreTime("a test")
            .build();
    return ReceiptVerifier.create(
            Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(8)), ReceiptCache.none())
        .explain(receipt, policy, Optional.of(digest), Instant.now());
  }

  private static Bytes sha256(Path file) throws Exception {
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), sha256)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return Bytes.copyOf(sha256.digest());
  }

  private List<String> names() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void writesAReceiptBesideEachFile() throws Exception {
    Path one = Files.writeString(folder.resolve("one.txt"), "one");
    Path two = Files.writeString(folder.resolve("two.txt"), "two");
    Command run =
        prove("one.txt", "two.txt", "--name", "A. Name", "--title", "T", "--metadata", "case=7 é");
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("one.txt.receipt.json", "two.txt.receipt.json", "SIMULATED", TestLog.ORIGIN);
    Receipt receipt = receipt("one.txt.receipt.json");
    assertThat(verify(receipt, sha256(one)).accepted()).isTrue();
    assertThat(verify(receipt, sha256(two)).accepted()).isFalse();
    assertThat(verify(receipt("two.txt.receipt.json"), sha256(two)).accepted()).isTrue();
    ProofEntry entry = ProofEntry.parse(receipt.entry());
    assertThat(entry.attribution().orElseThrow().name()).contains("A. Name");
    assertThat(entry.attribution().orElseThrow().title()).contains("T");
    assertThat(entry.metadata()).containsEntry("case", "7 é");
    assertThat(names())
        .containsExactly(
            "one.txt", "one.txt.receipt.json", "policy.json", "two.txt", "two.txt.receipt.json");
  }

  @Test
  void provesAFolderByOneReceiptWithWhichEachFileIsChecked() throws Exception {
    Path inner = Files.createDirectories(folder.resolve("photos/2026/ü"));
    Path deep = Files.writeString(inner.resolve("b.txt"), "b");
    Path shallow = Files.writeString(folder.resolve("photos/a.txt"), "a");
    Command run = prove("photos/");
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    Receipt receipt = receipt("photos.receipt.json");
    assertThat(receipt.manifest().orElseThrow().files().keySet())
        .containsExactly("2026/ü/b.txt", "a.txt");
    assertThat(verify(receipt, sha256(deep)).accepted()).isTrue();
    assertThat(verify(receipt, sha256(shallow)).accepted()).isTrue();
    Files.writeString(shallow, "another");
    assertThat(verify(receipt, sha256(shallow)).accepted()).isFalse();
  }

  @Test
  void hashesMoreThanFitsIntoMemory() throws Exception {
    Path large = folder.resolve("large.bin");
    try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
      file.setLength(400_000_000);
      file.seek(399_999_999);
      file.write(1);
    }
    Command run = prove("large.bin", "-o", "elsewhere.json");
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(verify(receipt("elsewhere.json"), sha256(large)).accepted()).isTrue();
    assertThat(names()).containsExactly("elsewhere.json", "large.bin", "policy.json");
  }

  private void assertUnusable(Command run, String why) throws Exception {
    assertThat(run.err()).contains(why);
    assertThat(run.status()).isEqualTo(2);
    assertThat(names()).noneMatch(name -> name.contains("receipt"));
  }

  @Test
  void refusesWhatIsNoOrdinaryFile() throws Exception {
    Files.writeString(folder.resolve("file"), "x");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("file"));
    assertUnusable(prove("file", "link"), "a symbolic link");
    assertUnusable(prove("nothing"), "there is no such file");
    Files.createDirectories(folder.resolve("empty/inside"));
    assertUnusable(prove("empty"), "no files in it");
    Files.createSymbolicLink(folder.resolve("empty/inside/link"), folder.resolve("file"));
    assertUnusable(prove("empty"), "a symbolic link");
    assertUnusable(prove("file", "file"), "named twice");
    assertUnusable(prove("file", "-o", "nowhere/file.json"), "can't be written");
    assertUnusable(prove("file", "--receipt-policy", "policy.json"), "policy.json");
  }

  @Test
  void replacesNoReceiptUnlessItIsTold() throws Exception {
    Files.writeString(folder.resolve("file"), "x");
    assertThat(prove("file").status()).isZero();
    long first = receipt("file.receipt.json").index();
    Command again = prove("file");
    assertThat(again.status()).isEqualTo(2);
    assertThat(again.err()).contains("exists already");
    assertThat(receipt("file.receipt.json").index()).isEqualTo(first);
    assertThat(prove("file", "--overwrite").status()).isZero();
    assertThat(receipt("file.receipt.json").index()).isGreaterThan(first);
  }

  @Test
  void sendsNothingToAnotherEnclave() throws Exception {
    Files.writeString(folder.resolve("file"), "x");
    String policy = Files.readString(folder.resolve("policy.json"));
    int digit = policy.indexOf("\"pcr2\": \"") + 9;
    Files.writeString(
        folder.resolve("policy.json"),
        policy.substring(0, digit)
            + (policy.charAt(digit) == '0' ? '1' : '0')
            + policy.substring(digit + 1));
    Command run = prove("file");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("nothing was sent");
    assertThat(run.out()).contains("✗ policy.image");
    assertThat(names()).containsExactly("file", "policy.json");
  }

  @Test
  void asksWhomToTrustWhereNobodySaidSo() throws Exception {
    Files.writeString(folder.resolve("file"), "x");
    String at = "localhost:" + enclave().uri().getPort();
    Command run = Command.run(folder, "prove", "--at", at, "file");
    assertUnusable(run, "which enclave is to be trusted?");
    Path state = Files.createDirectories(folder.resolve("home/.local/state/strongroom"));
    Files.writeString(state.resolve("policy.json"), PolicyText.of(enclave()));
    Command found = Command.run(folder, "prove", "--at", at, "file");
    assertThat(found.status()).isZero();
    assertThat(found.err()).contains("which strongroom up wrote");
  }
}
