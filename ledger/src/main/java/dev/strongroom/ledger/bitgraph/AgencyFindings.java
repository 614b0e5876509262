// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.bitgraph;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.StrictBase64;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who authorised the proof: a signature of a device's or passkey's P-256 key (WebAuthn level 2,
/// 7.2, as far as it goes without the relying party's own data).
final class AgencyFindings {
  private static final String KEY = "agency.key";
  private static final String SIGNATURE = "agency.signature";
  private static final String ARTIFACT = "agency.artifact";
  private static final String FRESH = "agency.fresh";
  private static final String PERSON = "agency.person";

  private static final Set<String> PURPOSES =
      Set.of("bitgraph/commit-authorize/v1", "occ/commit-authorize/v1");

  private static final List<String> SIGNED =
      List.of("actorKeyId", "artifactHash", "challenge", "protocolVersion", "purpose", "timestamp");

  private static final int ORDER_BITS = 256;
  private static final int FLAGS = 32;
  private static final int LEAST_DATA = 37;

  /// Present and verified.
  private static final int USER = 0x05;

  private final ProofObject actor;
  private final ProofObject authorization;
  private final FindingList findings;

  private AgencyFindings(ProofObject agency, FindingList findings) throws MalformedLedgerException {
    this.actor = agency.requiredObject("actor");
    this.authorization = agency.requiredObject("authorization");
    this.findings = findings;
  }

  static void add(BitgraphProof proof, FindingList findings) throws MalformedLedgerException {
    Optional<ProofObject> agency = proof.root().object("agency");
    if (agency.isEmpty()) {
      return;
    }
    AgencyFindings found = new AgencyFindings(agency.get(), findings);
    boolean passkey = found.authorization.text("format").equals(Optional.of("webauthn"));
    found.key();
    findings.note(
        SIGNATURE,
        found.signed(passkey),
        passkey ? "the passkey signed the challenge" : "the device's key signed the authorisation",
        "the actor's key didn't sign the authorisation");
    found.artifact(proof, agency.get(), passkey);
    findings.unknown(FRESH, "only who gave out the challenge knows whether it was used once");
    findings.unknown(PERSON, "whose key it is, and what keeps it, isn't in the proof");
  }

  private void key() throws MalformedLedgerException {
    String id = BitgraphProof.sha256(actor.requiredBytes("publicKeyB64")).hex();
    findings.note(
        KEY,
        id.equals(actor.requiredText("keyId"))
            && id.equals(authorization.requiredText("actorKeyId")),
        "the key's id is the digest of the key",
        "the key's id is another key's");
  }

  private boolean signed(boolean passkey) throws MalformedLedgerException {
    Optional<Bytes> message = passkey ? assertion() : CanonicalJson.of(authorization.only(SIGNED));
    return message.isPresent()
        && actor.requiredText("algorithm").equals("ES256")
        && PURPOSES.contains(authorization.requiredText("purpose"))
        && es256(message.get(), authorization.requiredBytes("signatureB64"));
  }

  /// What a passkey signs, if it is about this challenge and the user was there.
  private Optional<Bytes> assertion() throws MalformedLedgerException {
    Bytes data = authorization.requiredBytes("authenticatorDataB64");
    String client = authorization.requiredText("clientDataJSON");
    ProofObject said = ProofObject.of(ProofJson.parse(client), "clientDataJSON");
    String challenge = said.requiredText("challenge").replace('-', '+').replace('_', '/');
    String padded = challenge + "=".repeat(Math.floorMod(-challenge.length(), 4));
    if (!said.requiredText("type").equals("webauthn.get")
        || !padded.equals(authorization.requiredText("challenge"))
        || data.length() < LEAST_DATA
        || (data.at(FLAGS) & USER) != USER) {
      return Optional.empty();
    }
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(data.toByteArray());
    message.writeBytes(BitgraphProof.sha256(Bytes.utf8(client)).toByteArray());
    return Optional.of(Bytes.copyOf(message.toByteArray()));
  }

  private boolean es256(Bytes message, Bytes signature) throws MalformedLedgerException {
    SignatureProvider jdk = SignatureProvider.jdk();
    try {
      PublicKey key = jdk.ecKey(actor.requiredBytes("publicKeyB64"));
      if (!(key instanceof ECPublicKey point)
          || point.getParams().getOrder().bitLength() != ORDER_BITS) {
        return false;
      }
      Signature verification = Signature.getInstance("SHA256withECDSA", jdk.provider());
      verification.initVerify(key);
      message.updateTo(verification);
      return signature.verifiedBy(verification);
    } catch (GeneralSecurityException e) {
      // Badly formed values verify nothing.
      return false;
    }
  }

  private void artifact(BitgraphProof proof, ProofObject agency, boolean passkey)
      throws MalformedLedgerException {
    String authorised = authorization.requiredText("artifactHash");
    String digest = StrictBase64.encode(proof.artifactDigest());
    Optional<ProofObject> context = agency.object("batchContext");
    List<String> batch = context.isEmpty() ? List.of() : context.get().texts("batchDigests");
    boolean inBatch = batch.contains(digest) && batch.getFirst().equals(authorised);
    if (!authorised.equals(digest) && !inBatch) {
      findings.fails(ARTIFACT, "the authorisation is for another digest");
    } else if (passkey) {
      findings.unknown(
          ARTIFACT,
          "a passkey signs a challenge and no digest: that this was meant is the signer's word");
    } else if (!authorised.equals(digest)) {
      findings.unknown(
          ARTIFACT, "the first digest of a batch was authorised, and nobody signed the list");
    } else {
      findings.note(
          ARTIFACT,
          findings.has(SIGNATURE),
          "the authorisation is for this digest",
          "nobody signed that the authorisation is for this digest");
    }
  }
}
