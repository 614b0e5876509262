// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.bitgraph;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.ledger.MalformedLedgerException;
import java.util.Optional;

/// What the attestation document shows of the proof that carries it.
final class AttestationFindings {
  private static final String PRESENT = "attestation.present";
  private static final String GENUINE = "attestation.genuine";
  private static final String BODY = "attestation.body";
  private static final String MEASUREMENT = "attestation.measurement";
  private static final String DEBUG = "attestation.no-debug";
  private static final String TIME = "attestation.time";
  private static final String ENFORCEMENT = "environment.enforcement";
  private static final String CODE = "environment.code";
  private static final String NITRO = "aws-nitro";
  private static final String WORTHLESS =
      "what a document says that isn't genuine counts for nothing";

  private final BitgraphProof proof;
  private final FindingList findings;

  private AttestationFindings(BitgraphProof proof, FindingList findings) {
    this.proof = proof;
    this.findings = findings;
  }

  static void add(BitgraphProof proof, ExaminationInput input, FindingList findings)
      throws MalformedLedgerException {
    AttestationFindings attestation = new AttestationFindings(proof, findings);
    attestation.document(input);
    attestation.enforcement();
    findings.unknown(
        CODE, "a measurement names an image: what that does, only who rebuilds it knows");
  }

  private void document(ExaminationInput input) throws MalformedLedgerException {
    Optional<ProofObject> carried = proof.environment().object("attestation");
    if (carried.isEmpty()) {
      findings.fails(PRESENT, "there is no attestation document");
      return;
    }
    findings.holds(PRESENT, "there is one, which by itself shows nothing");
    Bytes report = carried.get().requiredBytes("reportB64");
    if (!carried.get().requiredText("format").equals(NITRO)) {
      findings.unknown(GENUINE, "its format isn't " + NITRO);
      return;
    }
    try {
      switch (Evidence.parse(report)) {
        case NitroDocument nitro -> genuine(nitro, input);
        default -> findings.unknown(GENUINE, "it is evidence of another kind than its format says");
      }
    } catch (MalformedEvidenceException e) {
      findings.fails(GENUINE, "it isn't an attestation document: " + e.getMessage());
      worthless();
    }
  }

  private void genuine(NitroDocument document, ExaminationInput input)
      throws MalformedLedgerException {
    Verdict verdict = input.verifier().inspect(document, input.roots(), AppraisalTime.archived());
    if (!verdict.genuine()) {
      findings.fails(
          GENUINE,
          verdict.firstFailure().map(Check::detail).orElse("nothing in it could be verified"));
      worthless();
      return;
    }
    findings.holds(
        GENUINE,
        (verdict.simulated() ? "SIMULATED: " : "")
            + "it was signed under a pinned root, judged at its own time, "
            + document.timestamp());
    body(document);
    measurement(document);
    findings.note(
        TIME,
        findings.has(BODY),
        "the hypervisor's clock said "
            + document.timestamp()
            + " when the body was attested, if one believes its maker",
        "the document's time isn't this proof's");
    if (verdict.simulated()) {
      findings.fails("attestation.hardware", "a simulated device signed it: no hardware did");
    }
  }

  /// That an enclave was asked to attest this very body, by its digest in `user_data`: without it a
  /// genuine document can be put beside any signature.
  private void body(NitroDocument document) {
    Optional<Bytes> said = document.userData().value();
    Optional<Bytes> signed = proof.signedBody().map(BitgraphProof::sha256);
    Optional<Bytes> before = proof.bodyWithoutFormat().map(BitgraphProof::sha256);
    if (signed.isEmpty() || before.isEmpty()) {
      findings.unknown(BODY, "a signed number can be written in more ways than one");
    } else if (said.equals(signed)) {
      findings.holds(BODY, "the document's user data are the digest of the signed body");
    } else if (said.equals(before)) {
      findings.holds(
          BODY,
          "the document's user data are the digest of the body without the attestation's format");
    } else {
      findings.fails(
          BODY,
          "the document's user data are another digest: a genuine document of another statement");
    }
  }

  private void measurement(NitroDocument document) throws MalformedLedgerException {
    Bytes pcr0 = document.pcrs().getOrDefault(0, Bytes.EMPTY);
    findings.note(
        MEASUREMENT,
        pcr0.hex().equals(proof.environment().requiredText("measurement")),
        "PCR0 is the measurement that the proof claims",
        "PCR0 is another than the measurement that the proof claims");
    findings.note(
        DEBUG,
        !pcr0.isAllZero(),
        "PCR0 isn't zero",
        "PCR0 is zero: in debug mode, whoever runs the host can look inside");
  }

  private void worthless() {
    findings.unknown(BODY, WORTHLESS);
    findings.unknown(MEASUREMENT, WORTHLESS);
    findings.unknown(DEBUG, WORTHLESS);
    findings.unknown(TIME, WORTHLESS);
  }

  private void enforcement() throws MalformedLedgerException {
    switch (proof.environment().requiredText("enforcement")) {
      case "measured-tee" -> {
        boolean bound =
            findings.has("signature")
                && findings.has(GENUINE)
                && findings.has(BODY)
                && findings.has(MEASUREMENT)
                && findings.has(DEBUG);
        boolean simulated =
            findings.all().stream().anyMatch(f -> f.name().equals("attestation.hardware"));
        findings.note(
            ENFORCEMENT,
            bound && !simulated,
            "an enclave of the claimed measurement attested the signed body, key included",
            "nothing shows that an enclave of the claimed measurement made this proof");
      }
      case "hw-key" ->
          findings.unknown(ENFORCEMENT, "nothing in the proof shows where its key is kept");
      case "stub" ->
          findings.unknown(ENFORCEMENT, "the proof itself says that no hardware guards its key");
      default -> findings.fails(ENFORCEMENT, "no tier is called so");
    }
  }
}
