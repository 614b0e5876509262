// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.bitgraph;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.FakeDocument;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.StrictBase64;
import dev.strongroom.ledger.note.TestSigner;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Makes proofs as an enclave of the original would, from text whose keys stand sorted already, so
/// that nothing of the reader's goes into them. Change it, then [#proof].
final class ProofMaker {
  static final FakeNitro NITRO = FakeNitro.create();
  static final Bytes ARTIFACT = Bytes.utf8("a file");
  static final Bytes PCR0 = Bytes.fromHex("e2fccbae".repeat(12));
  static final String NONCE = b64(Bytes.utf8("a nonce of thirty-two bytes long"));
  static final String EPOCH = b64(sha256(Bytes.utf8("an epoch")));

  TestSigner signer = TestSigner.create("enclave", KeyType.ED25519);
  String version = "bitgraph/1";
  String enforcement = "measured-tee";
  String measurement = PCR0.hex();
  boolean attested = true;
  boolean formatInUserData = true;
  Bytes pcr0 = PCR0;

  /// Members of `commit`, as JSON.
  final SortedMap<String, String> commit = new TreeMap<>();

  /// Members of the body besides the usual ones, as JSON.
  final SortedMap<String, String> signed = new TreeMap<>();

  /// Members of the proof besides the usual ones, as JSON.
  final SortedMap<String, String> unsigned = new TreeMap<>();

  /// Members of the slot, as JSON; none for no slot.
  final SortedMap<String, String> slot = new TreeMap<>();

  ProofMaker() {
    commit.put("nonceB64", quoted(NONCE));
    commit.put("counter", quoted("42"));
    commit.put("epochId", quoted(EPOCH));
  }

  /// With a slot that was given out before.
  ProofMaker withSlot() {
    slot.put("version", quoted("bitgraph/slot/1"));
    slot.put("nonceB64", quoted(NONCE));
    slot.put("counter", quoted("41"));
    slot.put("epochId", quoted(EPOCH));
    slot.put("publicKeyB64", quoted(key()));
    slot.put("chainId", quoted("bitgraph:main"));
    commit.put("slotCounter", quoted("41"));
    commit.put("slotHashB64", quoted(b64(sha256(Bytes.utf8(object(slot))))));
    commit.put("chainId", quoted("bitgraph:main"));
    return this;
  }

  String key() {
    return b64(signer.key().publicKey());
  }

  /// What is signed.
  String body(boolean format) {
    SortedMap<String, String> body = new TreeMap<>(signed);
    body.put("version", quoted(version));
    body.put("artifact", artifact());
    body.put("commit", object(commit));
    body.put("publicKeyB64", quoted(key()));
    body.put("enforcement", quoted(enforcement));
    body.put("measurement", quoted(measurement));
    if (attested && format) {
      body.put("attestationFormat", quoted("aws-nitro"));
    }
    return object(body);
  }

  private static String artifact() {
    return "{\"digestB64\":" + quoted(b64(sha256(ARTIFACT))) + ",\"hashAlg\":\"sha256\"}";
  }

  /// The proof's text.
  String text() {
    SortedMap<String, String> proof = new TreeMap<>(unsigned);
    signed.forEach((name, value) -> {
      if (!name.equals("actor")) {
        proof.put(name, value);
      }
    });
    proof.put("version", quoted(version));
    proof.put("artifact", artifact());
    proof.put("commit", object(commit));
    String signature = b64(signer.sign(Bytes.utf8(body(true))));
    proof.put(
        "signer",
        "{\"publicKeyB64\":" + quoted(key()) + ",\"signatureB64\":" + quoted(signature) + "}");
    SortedMap<String, String> environment = new TreeMap<>();
    environment.put("enforcement", quoted(enforcement));
    environment.put("measurement", quoted(measurement));
    if (attested) {
      environment.put(
          "attestation", "{\"format\":\"aws-nitro\",\"reportB64\":" + quoted(b64(report())) + "}");
    }
    proof.put("environment", object(environment));
    if (!slot.isEmpty()) {
      SortedMap<String, String> carried = new TreeMap<>(slot);
      carried.putIfAbsent("signatureB64", quoted(b64(signer.sign(Bytes.utf8(object(slot))))));
      proof.put("slotAllocation", object(carried));
    }
    return object(proof);
  }

  private Bytes report() {
    FakeDocument document = NITRO.document();
    document.content().pcr(0, pcr0).bytes("user_data", sha256(Bytes.utf8(body(formatInUserData))));
    if (pcr0.isAllZero()) {
      // In debug mode the hypervisor measures nothing at all.
      document.content().pcr(1, pcr0).pcr(2, pcr0);
    }
    return document.issue();
  }

  BitgraphProof proof() throws MalformedLedgerException {
    return BitgraphProof.parse(Bytes.utf8(text()));
  }

  static String object(SortedMap<String, String> members) {
    return members.entrySet().stream()
        .map(member -> quoted(member.getKey()) + ":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  /// A text that needs no escaping.
  static String quoted(String text) {
    return "\"" + text + "\"";
  }

  static String b64(Bytes bytes) {
    return StrictBase64.encode(bytes);
  }

  static Bytes sha256(Bytes data) {
    try {
      return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(data.toByteArray()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
