// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.Leaf;
import dev.strongroom.ledger.entry.ProofTemplate;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.fixtures.TestKey;
import dev.strongroom.ledger.merkle.Proofs;
import dev.strongroom.ledger.merkle.RangeProof;
import dev.strongroom.ledger.receipt.Anchor;
import dev.strongroom.ledger.receipt.CompactReceipt;
import dev.strongroom.ledger.receipt.CompactReceipt.EpochReference;
import dev.strongroom.ledger.receipt.Manifest;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the page makes of files and of the notary's answers is what the Java client makes of them,
/// byte for byte.
class ProofAgreementTest {
  private static final Bytes SEED = TestKey.of("seed").secret();

  private final PageAnswers page = new PageAnswers();

  @TempDir private Path folder;

  @BeforeAll
  static void needsNode() {
    assumeTrue(BrowserVerifier.installed(), "skipped: needs the package nodejs");
  }

  @Test
  void onDigests() throws Exception {
    for (int length : List.of(0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 128, 9_000_001)) {
      for (int piece : length > 1000 ? List.of(65_537) : List.of(1, 7, 64, 200)) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
          bytes[i] = (byte) (i * 7 + (i >> 8));
        }
        String digest = sha256(Bytes.copyOf(bytes)).hex();
        page.ask(
            "sha256",
            Map.of("length", length, "piece", piece),
            digest + " " + digest + " " + length);
      }
    }
    page.compare(folder);
  }

  @Test
  void onManifests() throws Exception {
    manifest(Map.of("a", "x"), true);
    manifest(
        Map.of("b/2", "x", "B/10", "y", "b/10", "z", "\ue000", "1", "\ud83d\ude00", "2"), true);
    manifest(Map.of("10", "x", "9", "y", "__proto__", "z", "a \"quoted\" name", "q"), true);
    for (String path : List.of("", "/a", "a/", "a//b", "./a", "a/../b", "..", "a\u0000")) {
      manifest(Map.of("fine", "x", path, "y"), true);
    }
    manifest(Map.of(), true);
    // About where a receipt has no room any more.
    for (int files : List.of(10_000, 10_212, 10_213, 10_214, 10_300)) {
      Map<String, String> many = new HashMap<>();
      IntStream.range(0, files).forEach(i -> many.put("f%06d".formatted(i), "x"));
      manifest(many, false);
    }
    page.compare(folder);
  }

  private void manifest(Map<String, String> names, boolean small) {
    SortedMap<String, Bytes> files = new TreeMap<>();
    names.forEach((path, word) -> files.put(path, TestKey.of(word).secret()));
    Map<String, String> asked = new TreeMap<>();
    files.forEach((path, digest) -> asked.put(path, digest.hex()));
    String answer = "MalformedJson";
    try {
      Manifest manifest = new Manifest(files);
      int length = manifest.encoded().length() + 16 * files.size();
      boolean fits = length <= Receipt.MAX_LENGTH_WITH_MANIFEST - Receipt.MAX_LENGTH;
      answer = manifest.encoded().asUtf8() + " " + manifest.digest().hex() + " " + fits;
    } catch (IllegalArgumentException e) {
      if (!small) {
        throw e;
      }
    }
    page.ask("manifest", Map.of("files", asked), answer);
  }

  @Test
  void onCompactReceipts() throws Exception {
    for (int count : List.of(1, 2, 3, 64, 300)) {
      FakeDeployment deployment = FakeDeployment.create();
      List<Bytes> digests =
          IntStream.range(0, count).mapToObj(i -> TestKey.of("file " + i).secret()).toList();
      CompactReceipt compact = entered(deployment, digests, Map.of());
      expands(compact, deployment, digests);
      if (count == 3) {
        others(compact, deployment, digests);
      }
    }
    FakeDeployment deployment = FakeDeployment.create();
    List<Bytes> one = List.of(TestKey.of("one").secret());
    CompactReceipt said =
        entered(
            deployment,
            one,
            Map.of(
                "attribution", Map.of("title", "\u00e9\u2028\"\\/"),
                "metadata", Map.of("10", "x", "9", "y", "__proto__", "z"),
                "notBefore", Map.of("source", "s", "value", "00")));
    expands(said, deployment, one);
    expands(
        new CompactReceipt(
            true,
            said.entry(),
            said.seed(),
            said.start(),
            said.path(),
            said.checkpoint(),
            said.epoch(),
            Optional.of(Bytes.fromHex("07".repeat(64))),
            List.of(
                new Anchor.Rfc3161(Bytes.fromHex("3000")),
                Anchor.DynamoDb.of("table", "region", Map.of("b", 1L, "a", List.of("x"))))),
        deployment,
        one);
    page.compare(folder);
  }

  /// Answers that aren't about these digests, and those that break a rule of their form.
  private void others(CompactReceipt compact, FakeDeployment deployment, List<Bytes> digests) {
    expands(compact, deployment, digests.reversed());
    expands(compact, deployment, digests.subList(0, 2));
    List<Bytes> more = new ArrayList<>(digests);
    more.add(TestKey.of("more").secret());
    expands(compact, deployment, more);
    expands(moved(compact, compact.start() + 1, compact.path()), deployment, digests);
    expands(moved(compact, 5000, compact.path()), deployment, digests);
    expands(
        moved(compact, compact.start(), compact.path().subList(1, compact.path().size())),
        deployment,
        digests);
    List<Bytes> longer = new ArrayList<>(compact.path());
    longer.add(SEED);
    expands(moved(compact, compact.start(), longer), deployment, digests);
    String json = compact.json();
    String epoch = deployment.epoch().entry().text();
    for (Map.Entry<String, String> edit :
        Map.of(
                "\"compact\":1", "\"compact\":2",
                "\"simulated\":true", "\"simulated\":\"true\"",
                "\"kind\":\"proof\"", "\"kind\":\"proof\",\"digest\":\"" + "0".repeat(64) + "\"",
                "\"algorithm\":\"sha-256\"", "\"algorithm\":\"sha-512\"",
                "\"index\":700", "\"index\":701",
                "\"seed\":\"", "\"seed\":\"0",
                "\"path\":[", "\"more\":1,\"path\":[",
                "\"sha256\":\"", "\"sha256\":\"00")
            .entrySet()) {
      String changed = json.replace(edit.getKey(), edit.getValue());
      if (changed.equals(json)) {
        throw new IllegalStateException("nothing to replace: " + edit.getKey());
      }
      ask(changed, epoch, deployment, digests, Optional.empty());
    }
    ask(
        json,
        epoch.replace("\"evidence\":\"", "\"evidence\":\"AAAA"),
        deployment,
        digests,
        Optional.empty());
    ask(json, "{}", deployment, digests, Optional.empty());
    ask(json, epoch, deployment, digests, Optional.of(folderOf("a", "b/c", "10", "9")));
  }

  private static Manifest folderOf(String... paths) {
    SortedMap<String, Bytes> files = new TreeMap<>();
    for (String path : paths) {
      files.put(path, TestKey.of(path).secret());
    }
    return new Manifest(files);
  }

  private static CompactReceipt moved(CompactReceipt compact, long start, List<Bytes> path) {
    return new CompactReceipt(
        compact.simulated(),
        compact.entry(),
        compact.seed(),
        start,
        path,
        compact.checkpoint(),
        compact.epoch(),
        compact.coseSignature(),
        compact.anchors());
  }

  private static CompactReceipt entered(
      FakeDeployment deployment, List<Bytes> digests, Map<String, ?> said)
      throws MalformedLedgerException {
    Map<String, Object> common = new HashMap<>(said);
    common.put("kind", ProofTemplate.KIND);
    common.put("algorithm", ProofTemplate.ALGORITHM);
    common.put("time", FakeDeployment.ENTERED.toString());
    ProofTemplate template = ProofTemplate.of(common);
    long start = deployment.log().size();
    for (int i = 0; i < digests.size(); i++) {
      deployment.log().add(Entry.parse(template.entry(digests.get(i))), Leaf.salt(SEED, i));
    }
    long end = deployment.log().size();
    deployment.log().fill(17);
    SignedCheckpoint checkpoint = deployment.checkpoint();
    long size = deployment.log().size();
    return new CompactReceipt(
        true,
        template,
        SEED,
        start,
        RangeProof.make(start, end, size, deployment.log().hashes()).path(),
        checkpoint,
        EpochReference.to(
            deployment.epoch(),
            Proofs.inclusion(
                    deployment.epoch().statement().index(), size, deployment.log().hashes())
                .path()),
        Optional.empty(),
        List.of());
  }

  private void expands(CompactReceipt compact, FakeDeployment deployment, List<Bytes> digests) {
    ask(compact.json(), deployment.epoch().entry().text(), deployment, digests, Optional.empty());
  }

  private void ask(
      String compact,
      String epoch,
      FakeDeployment deployment,
      List<Bytes> digests,
      Optional<Manifest> manifest) {
    Map<String, Object> asked = new HashMap<>();
    asked.put("compact", compact);
    asked.put("epoch", epoch);
    asked.put("digests", digests.stream().map(Bytes::hex).toList());
    manifest.ifPresent(it -> asked.put("manifest", ((Map<?, ?>) it.content().get("files"))));
    String answer;
    try {
      if (!epoch.equals(deployment.epoch().entry().text())) {
        throw new MalformedLedgerException("another epoch's entry");
      }
      List<Receipt> receipts = CompactReceipt.parse(compact).expand(digests, deployment.epoch());
      answer =
          CanonicalJson.text(
              receipts.stream()
                  .map(receipt -> manifest.map(receipt::with).orElse(receipt).json())
                  .toList());
    } catch (MalformedLedgerException e) {
      answer = "MalformedReceipt";
    }
    page.ask("expand", asked, answer);
  }

  private static Bytes sha256(Bytes bytes) throws NoSuchAlgorithmException {
    return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
  }
}
