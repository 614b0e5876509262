// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.bitgraph;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.StrictBase64;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A proof in the JSON of BitGraph, OCC or Provenclave, parsed and not judged:
/// [BitgraphExamination] does that. The layout is that of the published source of `bitgraph-verify`
/// and of OCC's `proof-v1`.
public final class BitgraphProof {
  /// Versions that have this layout, the newest first.
  public static final Set<String> VERSIONS =
      Set.of("bitgraph/1", "occ/1", "proofwork/1", "provenclave/1", "prethereum/1");

  private static final int DIGEST = 32;
  private static final int KEY = 32;
  private static final int SIGNATURE = 64;

  /// Added when a proof was stored, after it was hashed for its successor.
  private static final List<String> ADDED_LATER = List.of("proofHash", "ethereum");

  private static final List<String> CORE =
      List.of("artifact", "commit", "environment", "signer", "version");

  private final ProofObject root;
  private final ProofObject commit;
  private final ProofObject environment;
  private final String version;
  private final Bytes artifactDigest;
  private final Bytes publicKey;
  private final Bytes signature;
  private final Optional<Bytes> body;
  private final Optional<Bytes> bodyWithoutFormat;

  private BitgraphProof(ProofObject root) throws MalformedLedgerException {
    this.root = root;
    version = root.requiredText("version");
    if (!VERSIONS.contains(version)) {
      throw new MalformedLedgerException("a proof of unknown version");
    }
    ProofObject artifact = root.requiredObject("artifact");
    artifactDigest = artifact.requiredBytes("digestB64");
    if (!artifact.requiredText("hashAlg").equals("sha256") || artifactDigest.length() != DIGEST) {
      throw new MalformedLedgerException("artifact isn't a SHA-256");
    }
    ProofObject signer = root.requiredObject("signer");
    publicKey = signer.requiredBytes("publicKeyB64");
    signature = signer.requiredBytes("signatureB64");
    if (publicKey.length() != KEY || signature.length() != SIGNATURE) {
      throw new MalformedLedgerException("signer has no Ed25519 key and signature");
    }
    commit = root.requiredObject("commit");
    commit.requiredText("nonceB64");
    commit.counter("counter");
    commit.number("time");
    environment = root.requiredObject("environment");
    environment.requiredText("enforcement");
    environment.requiredText("measurement");
    body = body(true);
    bodyWithoutFormat = body(false);
  }

  /// Reads a proof.
  ///
  /// @throws MalformedLedgerException if it isn't JSON of the layout
  public static BitgraphProof parse(Bytes encoded) throws MalformedLedgerException {
    String text = encoded.length() > ProofJson.MAX_LENGTH ? null : encoded.asUtf8();
    if (text == null) {
      throw new MalformedLedgerException("the proof isn't UTF-8, or longer than a mebibyte");
    }
    return new BitgraphProof(ProofObject.of(ProofJson.parse(text), ""));
  }

  ProofObject root() {
    return root;
  }

  ProofObject commit() {
    return commit;
  }

  ProofObject environment() {
    return environment;
  }

  /// Which layout it says it has.
  public String version() {
    return version;
  }

  /// SHA-256 of what it is about.
  public Bytes artifactDigest() {
    return artifactDigest;
  }

  /// The Ed25519 key that it says signed it.
  public Bytes publicKey() {
    return publicKey;
  }

  Bytes signature() {
    return signature;
  }

  /// What the signature is over; empty where numbers can be written in several ways.
  Optional<Bytes> signedBody() {
    return body;
  }

  /// The same without the format of the attestation: the first library asked for its attestation
  /// before that was added.
  Optional<Bytes> bodyWithoutFormat() {
    return bodyWithoutFormat;
  }

  private Optional<Bytes> body(boolean withFormat) throws MalformedLedgerException {
    Map<String, Object> signed =
        new LinkedHashMap<>(root.only(List.of("version", "artifact", "commit")));
    signed.put("publicKeyB64", StrictBase64.encode(publicKey));
    signed.putAll(environment.only(List.of("enforcement", "measurement")));
    Optional<ProofObject> attestation = environment.object("attestation");
    if (withFormat && attestation.isPresent()) {
      signed.put("attestationFormat", attestation.get().requiredText("format"));
    }
    Optional<ProofObject> agency = root.object("agency");
    if (agency.isPresent()) {
      signed.put("actor", agency.get().requiredObject("actor").members());
    }
    signed.putAll(root.only(List.of("policy", "attribution", "principal")));
    return CanonicalJson.of(signed);
  }

  /// The digests by which a successor may name this proof: of everything but what was added later,
  /// and, for older ones, of everything.
  Set<Bytes> namesForSuccessor() {
    Optional<Bytes> chain = CanonicalJson.of(root.without(ADDED_LATER));
    Optional<Bytes> everything = CanonicalJson.of(root.members());
    return chain.isEmpty() || everything.isEmpty()
        ? Set.of()
        : chain.equals(everything)
            ? Set.of(sha256(chain.get()))
            : Set.of(sha256(chain.get()), sha256(everything.get()));
  }

  /// SHA-256 of what a time stamp of the proof is over (OCC proof-v1, 4).
  Optional<Bytes> coreDigest() {
    return CanonicalJson.of(root.only(CORE)).map(BitgraphProof::sha256);
  }

  static Bytes sha256(Bytes data) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      data.updateTo(sha256);
      return Bytes.copyOf(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
