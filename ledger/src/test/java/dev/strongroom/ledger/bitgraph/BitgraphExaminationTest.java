// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.bitgraph;

import static dev.strongroom.ledger.bitgraph.ProofMaker.quoted;
import static dev.strongroom.ledger.bitgraph.ProofMaker.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.bitgraph.Finding.Outcome;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.TestSigner;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BitgraphExaminationTest {
  private static final Outcome YES = Outcome.HOLDS;
  private static final Outcome NO = Outcome.DOES_NOT_HOLD;
  private static final Outcome OPEN = Outcome.CANNOT_BE_KNOWN;

  private static final ExaminationInput INPUT =
      ExaminationInput.of(Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4)))
          .withRoots(List.of(ProofMaker.NITRO.anchor()))
          .withArtifact(sha256(ProofMaker.ARTIFACT));

  @Test
  void aGoodProofHoldsAsFarAsItGoes() throws MalformedLedgerException {
    assertThat(outcomes(new ProofMaker().withSlot()))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("artifact.digest", YES),
                Map.entry("signature", YES),
                Map.entry("attestation.present", YES),
                Map.entry("attestation.genuine", YES),
                Map.entry("attestation.body", YES),
                Map.entry("attestation.measurement", YES),
                Map.entry("attestation.no-debug", YES),
                Map.entry("attestation.time", YES),
                Map.entry("environment.enforcement", YES),
                Map.entry("environment.code", OPEN),
                Map.entry("slot.signature", YES),
                Map.entry("slot.bound", YES),
                Map.entry("slot.order", YES),
                Map.entry("slot.before-digest", OPEN),
                Map.entry("order.counter", OPEN),
                Map.entry("order.across-epochs", OPEN),
                Map.entry("epoch.id", OPEN)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"occ/1", "proofwork/1", "provenclave/1", "prethereum/1"})
  void olderVersionsAreReadTheSame(String version) throws MalformedLedgerException {
    ProofMaker maker = new ProofMaker();
    maker.version = version;
    maker.formatInUserData = false;
    assertThat(outcomes(maker))
        .containsEntry("signature", YES)
        .containsEntry("attestation.body", YES)
        .containsEntry("environment.enforcement", YES);
  }

  /// What the original's library, service and page all let through.
  @Test
  void genuineEvidenceBesideAnotherSignatureDoesNotHold() throws MalformedLedgerException {
    ProofMaker victim = new ProofMaker();
    ProofMaker attacker = new ProofMaker();
    String report = between(victim.text(), "\"reportB64\":\"", "\"");
    String own = attacker.text();
    String glued = own.replace(between(own, "\"reportB64\":\"", "\""), report);
    assertThat(outcomes(glued))
        .containsEntry("signature", YES)
        .containsEntry("attestation.genuine", YES)
        .containsEntry("attestation.measurement", YES)
        .containsEntry("attestation.body", NO)
        .containsEntry("attestation.time", NO)
        .containsEntry("environment.enforcement", NO);
  }

  @Test
  void anAlteredBodyDoesNotHold() throws MalformedLedgerException {
    String text = new ProofMaker().text().replace("\"counter\":\"42\"", "\"counter\":\"43\"");
    assertThat(outcomes(text))
        .containsEntry("signature", NO)
        .containsEntry("attestation.body", NO)
        .containsEntry("environment.enforcement", NO);
  }

  @Test
  void anotherFileDoesNotHold() throws MalformedLedgerException {
    BitgraphProof proof = new ProofMaker().proof();
    assertThat(outcomes(proof, INPUT.withArtifact(Bytes.zeros(32))))
        .containsEntry("artifact.digest", NO);
    ExaminationInput none = ExaminationInput.of(INPUT.verifier());
    assertThat(outcomes(proof, none)).containsEntry("artifact.digest", OPEN);
  }

  @Test
  void evidenceUnderAnotherRootCountsForNothing() throws MalformedLedgerException {
    ExaminationInput aws = ExaminationInput.of(INPUT.verifier());
    assertThat(outcomes(new ProofMaker().proof(), aws))
        .containsEntry("attestation.present", YES)
        .containsEntry("attestation.genuine", NO)
        .containsEntry("attestation.body", OPEN)
        .containsEntry("attestation.measurement", OPEN)
        .containsEntry("attestation.time", OPEN)
        .containsEntry("environment.enforcement", NO);
  }

  @Test
  void simulatedEvidenceIsCalledSo() throws MalformedLedgerException {
    ExaminationInput simulated = INPUT.withRoots(List.of(ProofMaker.NITRO.simulatedAnchor()));
    BitgraphProof proof = new ProofMaker().proof();
    assertThat(outcomes(proof, simulated))
        .containsEntry("attestation.genuine", YES)
        .containsEntry("attestation.hardware", NO)
        .containsEntry("environment.enforcement", NO);
    assertThat(BitgraphExamination.examine(proof, simulated))
        .anyMatch(finding -> finding.why().startsWith("SIMULATED: "));
  }

  @Test
  void anotherMeasurementDoesNotHold() throws MalformedLedgerException {
    ProofMaker maker = new ProofMaker();
    maker.measurement = "00" + ProofMaker.PCR0.hex().substring(2);
    assertThat(outcomes(maker))
        .containsEntry("attestation.body", YES)
        .containsEntry("attestation.measurement", NO)
        .containsEntry("environment.enforcement", NO);
  }

  @Test
  void debugModeDoesNotHold() throws MalformedLedgerException {
    ProofMaker maker = new ProofMaker();
    maker.pcr0 = Bytes.zeros(48);
    maker.measurement = maker.pcr0.hex();
    assertThat(outcomes(maker))
        .containsEntry("attestation.measurement", YES)
        .containsEntry("attestation.no-debug", NO)
        .containsEntry("environment.enforcement", NO);
  }

  @Test
  void withoutEvidenceNothingShowsAnEnclave() throws MalformedLedgerException {
    ProofMaker maker = new ProofMaker();
    maker.attested = false;
    assertThat(outcomes(maker))
        .containsEntry("signature", YES)
        .containsEntry("attestation.present", NO)
        .containsEntry("environment.enforcement", NO);
    maker.enforcement = "stub";
    assertThat(outcomes(maker)).containsEntry("environment.enforcement", OPEN);
    maker.enforcement = "hw-key";
    assertThat(outcomes(maker)).containsEntry("environment.enforcement", OPEN);
    maker.enforcement = "magic";
    assertThat(outcomes(maker)).containsEntry("environment.enforcement", NO);
  }

  @Test
  void reportsThatAreNoneOrOfAnotherKindAreSaidSo() throws MalformedLedgerException {
    String text = new ProofMaker().text();
    String report = between(text, "\"reportB64\":\"", "\"");
    assertThat(outcomes(text.replace(report, "AAAA")))
        .containsEntry("attestation.genuine", NO)
        .containsEntry("attestation.body", OPEN);
    assertThat(outcomes(text.replace("\"aws-nitro\"", "\"sgx-dcap\"")))
        .containsEntry("signature", NO)
        .containsEntry("attestation.genuine", OPEN)
        .containsEntry("environment.enforcement", NO);
  }

  @Test
  void aSlotOfAnotherKeyNonceOrOrderDoesNotHold() throws MalformedLedgerException {
    ProofMaker stranger = new ProofMaker().withSlot();
    TestSigner other = TestSigner.create("other", KeyType.ED25519);
    stranger.slot.put("publicKeyB64", quoted(ProofMaker.b64(other.key().publicKey())));
    assertThat(outcomes(stranger))
        .containsEntry("slot.signature", NO)
        .containsEntry("slot.bound", NO)
        .containsEntry("signature", YES);
    ProofMaker swapped = new ProofMaker().withSlot();
    swapped.slot.put("nonceB64", quoted("AAAA"));
    assertThat(outcomes(swapped))
        .containsEntry("slot.signature", YES)
        .containsEntry("slot.bound", NO);
    ProofMaker late = new ProofMaker();
    late.commit.put("counter", quoted("41"));
    assertThat(outcomes(late.withSlot()))
        .containsEntry("slot.signature", YES)
        .containsEntry("slot.bound", YES)
        .containsEntry("slot.order", NO);
    ProofMaker missing = new ProofMaker().withSlot();
    missing.slot.clear();
    assertThat(outcomes(missing)).containsEntry("slot.signature", OPEN);
  }

  @Test
  void orderIsKnownWithinAnEpochOnly() throws MalformedLedgerException {
    ProofMaker first = new ProofMaker();
    ProofMaker second = new ProofMaker();
    second.signer = first.signer;
    second.commit.put("counter", quoted("44"));
    // Attestation documents differ each time they are issued.
    String before = first.text();
    second.commit.put("prevB64", quoted(ProofMaker.b64(sha256(Bytes.utf8(before)))));
    BitgraphProof previous = BitgraphProof.parse(Bytes.utf8(before));
    assertThat(outcomes(second.proof(), INPUT.withPrevious(previous)))
        .containsEntry("order.counter", YES)
        .containsEntry("order.previous", YES)
        .containsEntry("order.no-fork", OPEN)
        .containsEntry("order.across-epochs", OPEN);
    String stored =
        before.replaceFirst("^\\{", "{\"ethereum\":{\"blockNumber\":1.5},\"proofHash\":null,");
    assertThat(
            outcomes(second.proof(), INPUT.withPrevious(BitgraphProof.parse(Bytes.utf8(stored)))))
        .containsEntry("order.previous", NO);
    String kept =
        before.replaceFirst("^\\{", "{\"ethereum\":{\"blockNumber\":1},\"proofHash\":null,");
    assertThat(outcomes(second.proof(), INPUT.withPrevious(BitgraphProof.parse(Bytes.utf8(kept)))))
        .containsEntry("order.previous", YES);
    assertThat(outcomes(second.proof(), INPUT))
        .containsEntry("order.counter", OPEN)
        .containsEntry("order.previous", OPEN);
    second.commit.put("counter", quoted("42"));
    assertThat(outcomes(second.proof(), INPUT.withPrevious(previous)))
        .containsEntry("order.counter", NO);
    BitgraphProof stranger = new ProofMaker().proof();
    assertThat(outcomes(second.proof(), INPUT.withPrevious(stranger)))
        .containsEntry("order.counter", OPEN)
        .containsEntry("order.previous", NO);
  }

  @Test
  void epochLinksAreComparedWithTheirOwnEnd() throws MalformedLedgerException {
    ProofMaker maker = new ProofMaker();
    String link =
        "{\"prevCounter\":\"9\",\"toEpochId\":\"EPOCH\",\"toPublicKeyB64\":\"KEY\"}"
            .replace("KEY", maker.key());
    maker.commit.put("epochLink", link.replace("EPOCH", ProofMaker.EPOCH));
    assertThat(outcomes(maker))
        .containsEntry("epoch.link", YES)
        .containsEntry("epoch.predecessor", OPEN);
    maker.commit.put("epochLink", link);
    assertThat(outcomes(maker)).containsEntry("epoch.link", NO);
  }

  @Test
  void ethereumBoundsFromBelowAtMost() throws MalformedLedgerException {
    ProofMaker old = new ProofMaker();
    String hash = "a file";
    old.signed.put("attribution", "{\"message\":\"" + hash + "\",\"name\":\"Ethereum Anchor\"}");
    assertThat(outcomes(old))
        .containsEntry("signature", YES)
        .containsEntry("anchor.block", YES)
        .containsEntry("anchor.not-before", OPEN)
        .containsEntry("anchor.not-after", NO)
        .containsEntry("attribution", OPEN);
    ProofMaker fresh = new ProofMaker();
    fresh.commit.put("anchor", "{\"blockHash\":\"0xde\",\"blockNumber\":7}");
    assertThat(outcomes(fresh)).containsEntry("signature", YES).containsEntry("anchor.block", NO);
  }

  @Test
  void theSignersClockAndUnsignedPartsShowNothing() throws MalformedLedgerException {
    ProofMaker maker = new ProofMaker();
    maker.commit.put("time", "1700000000000");
    maker.signed.put("policy", "{\"digestB64\":\"AAAA\",\"name\":\"grün \\\\ \\u0001 \\n\"}");
    maker.unsigned.put("metadata", "{\"note\":null,\"ratio\":0.5}");
    assertThat(outcomes(maker))
        .containsEntry("signature", YES)
        .containsEntry("time.commit", OPEN)
        .containsEntry("policy", OPEN)
        .containsEntry("metadata", OPEN);
  }

  @Test
  void numbersThatCanBeWrittenInSeveralWaysLeaveTheSignatureOpen() throws MalformedLedgerException {
    ProofMaker maker = new ProofMaker();
    maker.signed.put("principal", "{\"id\":1.50}");
    assertThat(outcomes(maker))
        .containsEntry("signature", OPEN)
        .containsEntry("attestation.body", OPEN)
        .containsEntry("environment.enforcement", NO);
  }

  @Test
  void orderOfKeysAndSpaceDoNotMatter() throws MalformedLedgerException {
    String text = new ProofMaker().withSlot().text();
    String other =
        text.replace("{", "{ ")
            .replace("\",\"", "\",\n\"")
            .replace("\"hashAlg\":\"sha256\"", "\"hashAlg\" :\"sha256\"");
    assertThat(other).isNotEqualTo(text);
    assertThat(outcomes(other)).isEqualTo(outcomes(text));
  }

  static String between(String text, String start, String end) {
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf(end, from));
  }

  private static Map<String, Outcome> outcomes(ProofMaker maker) throws MalformedLedgerException {
    return outcomes(maker.proof(), INPUT);
  }

  private static Map<String, Outcome> outcomes(String text) throws MalformedLedgerException {
    return outcomes(BitgraphProof.parse(Bytes.utf8(text)), INPUT);
  }

  static Map<String, Outcome> outcomes(BitgraphProof proof, ExaminationInput input)
      throws MalformedLedgerException {
    List<Finding> findings = BitgraphExamination.examine(proof, input);
    assertThat(findings).allMatch(finding -> finding.why().length() > 10);
    return findings.stream()
        .collect(Collectors.toMap(Finding::name, Finding::outcome, (a, _) -> a, TreeMap::new));
  }
}
