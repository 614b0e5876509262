// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.bitgraph;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.Signatures;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// The slot: a nonce that the signer says it had given out before it saw the digest.
final class SlotFindings {
  private static final String SIGNATURE = "slot.signature";
  private static final String BOUND = "slot.bound";
  private static final String ORDER = "slot.order";
  private static final String FIRST = "slot.before-digest";

  private static final List<String> BODY =
      List.of("version", "nonceB64", "counter", "time", "epochId", "publicKeyB64", "chainId");

  private SlotFindings() {}

  static void add(BitgraphProof proof, FindingList findings) throws MalformedLedgerException {
    Optional<ProofObject> carried = proof.root().object("slotAllocation");
    if (carried.isEmpty()) {
      if (proof.commit().has("slotHashB64")) {
        findings.unknown(SIGNATURE, "the proof names a slot that it doesn't carry");
      }
      return;
    }
    ProofObject slot = carried.get();
    Optional<Bytes> body = CanonicalJson.of(slot.only(BODY));
    if (body.isEmpty()) {
      findings.unknown(SIGNATURE, "a signed number can be written in more ways than one");
      return;
    }
    Bytes key = slot.requiredBytes("publicKeyB64");
    findings.note(
        SIGNATURE,
        key.equals(proof.publicKey())
            && Signatures.ed25519(key, body.get(), slot.requiredBytes("signatureB64")),
        "the proof's key signed the slot",
        "the proof's key didn't sign the slot");
    findings.note(
        BOUND,
        Optional.of(BitgraphProof.sha256(body.get())).equals(proof.commit().bytes("slotHashB64"))
            && slot.requiredText("nonceB64").equals(proof.commit().requiredText("nonceB64"))
            && slot.text("epochId").equals(proof.commit().text("epochId")),
        "the signed body names this slot, its nonce and its epoch",
        "the signed body names another slot, nonce or epoch");
    Optional<BigInteger> given = slot.counter("counter");
    Optional<BigInteger> used = proof.commit().counter("counter");
    findings.note(
        ORDER,
        given.isPresent()
            && used.isPresent()
            && given.equals(proof.commit().counter("slotCounter"))
            && given.get().compareTo(used.get()) < 0,
        "the signer counted the slot before the proof",
        "the signer's counters don't put the slot before the proof");
    findings.unknown(
        FIRST,
        "the slot has no digest in it, but whoever asked for it may have had the digest already");
  }
}
