// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.bitgraph;

import static dev.strongroom.ledger.bitgraph.ProofMaker.b64;
import static dev.strongroom.ledger.bitgraph.ProofMaker.quoted;
import static dev.strongroom.ledger.bitgraph.ProofMaker.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.bitgraph.Finding.Outcome;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Authorisations by devices and by passkeys.
class AgencyTest {
  private static final ExaminationInput INPUT =
      ExaminationInput.of(Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4)))
          .withRoots(List.of(ProofMaker.NITRO.anchor()));
  private static final String DIGEST = b64(sha256(ProofMaker.ARTIFACT));
  private static final String CHALLENGE = b64(Bytes.fromHex("fbff00fbff00fbff"));

  private final KeyPair keys = FakeNitro.ec("secp256r1");
  private final SortedMap<String, String> authorization = new TreeMap<>();
  private String artifactHash = DIGEST;
  private String batch = "";

  @Test
  void aDeviceAuthorisesADigest() throws Exception {
    assertThat(outcomes(direct()))
        .containsEntry("signature", Outcome.HOLDS)
        .containsEntry("agency.key", Outcome.HOLDS)
        .containsEntry("agency.signature", Outcome.HOLDS)
        .containsEntry("agency.artifact", Outcome.HOLDS)
        .containsEntry("agency.fresh", Outcome.CANNOT_BE_KNOWN)
        .containsEntry("agency.person", Outcome.CANNOT_BE_KNOWN);
  }

  @Test
  void anotherDigestOrKeyIsNotAuthorised() throws Exception {
    artifactHash = b64(Bytes.zeros(32));
    assertThat(outcomes(direct()))
        .containsEntry("agency.signature", Outcome.HOLDS)
        .containsEntry("agency.artifact", Outcome.DOES_NOT_HOLD);
    artifactHash = DIGEST;
    ProofMaker maker = direct();
    String other = b64(Bytes.copyOf(FakeNitro.ec("secp256r1").getPublic().getEncoded()));
    maker.signed.put("actor", maker.signed.get("actor").replace(publicKey(), other));
    maker.unsigned.put("agency", maker.unsigned.get("agency").replace(publicKey(), other));
    assertThat(outcomes(maker))
        .containsEntry("signature", Outcome.HOLDS)
        .containsEntry("agency.key", Outcome.DOES_NOT_HOLD)
        .containsEntry("agency.signature", Outcome.DOES_NOT_HOLD)
        .containsEntry("agency.artifact", Outcome.DOES_NOT_HOLD);
    ProofMaker later = direct();
    later.unsigned.put(
        "agency", later.unsigned.get("agency").replace("1700000000000", "1700000000001"));
    assertThat(outcomes(later)).containsEntry("agency.signature", Outcome.DOES_NOT_HOLD);
  }

  @Test
  void anotherPurposeIsNotAuthorised() throws Exception {
    assertThat(outcomes(direct("somebody/else/v1")))
        .containsEntry("agency.signature", Outcome.DOES_NOT_HOLD);
    assertThat(outcomes(direct("occ/commit-authorize/v1")))
        .containsEntry("agency.signature", Outcome.HOLDS);
  }

  @Test
  void aBatchsListIsNotSigned() throws Exception {
    artifactHash = b64(Bytes.zeros(32));
    batch =
        ",\"batchContext\":{\"batchDigests\":[%s,%s],\"batchIndex\":1,\"batchSize\":2}"
            .formatted(quoted(artifactHash), quoted(DIGEST));
    assertThat(outcomes(direct()))
        .containsEntry("agency.signature", Outcome.HOLDS)
        .containsEntry("agency.artifact", Outcome.CANNOT_BE_KNOWN);
  }

  @Test
  void aPasskeySignsAChallengeAndNoDigest() throws Exception {
    assertThat(outcomes(passkey("webauthn.get", CHALLENGE, 0x05)))
        .containsEntry("agency.signature", Outcome.HOLDS)
        .containsEntry("agency.artifact", Outcome.CANNOT_BE_KNOWN);
    for (ProofMaker bad :
        List.of(
            passkey("webauthn.create", CHALLENGE, 0x05),
            passkey("webauthn.get", b64(Bytes.zeros(8)), 0x05),
            passkey("webauthn.get", CHALLENGE, 0x01),
            passkey("webauthn.get", CHALLENGE, 0x04))) {
      assertThat(outcomes(bad)).containsEntry("agency.signature", Outcome.DOES_NOT_HOLD);
    }
  }

  @Test
  void anotherCurveIsNotEs256() throws Exception {
    ProofMaker maker = direct();
    String other = b64(Bytes.copyOf(FakeNitro.p384().getPublic().getEncoded()));
    maker.unsigned.put("agency", maker.unsigned.get("agency").replace(publicKey(), other));
    assertThat(outcomes(maker)).containsEntry("agency.signature", Outcome.DOES_NOT_HOLD);
    ProofMaker broken = direct();
    broken.unsigned.put("agency", broken.unsigned.get("agency").replace(publicKey(), "AAAA"));
    assertThat(outcomes(broken)).containsEntry("agency.signature", Outcome.DOES_NOT_HOLD);
  }

  private String publicKey() {
    return b64(Bytes.copyOf(keys.getPublic().getEncoded()));
  }

  private String keyId() {
    return sha256(Bytes.copyOf(keys.getPublic().getEncoded())).hex();
  }

  private ProofMaker direct() throws GeneralSecurityException {
    return direct("bitgraph/commit-authorize/v1");
  }

  private ProofMaker direct(String purpose) throws GeneralSecurityException {
    common(purpose);
    authorization.put("protocolVersion", quoted("2"));
    sign(Bytes.utf8(ProofMaker.object(authorization)));
    return maker();
  }

  private ProofMaker passkey(String type, String challenge, int flags)
      throws GeneralSecurityException {
    common("bitgraph/commit-authorize/v1");
    String url = challenge.replace('+', '-').replace('/', '_').replace("=", "");
    String client =
        "{\\\"type\\\":\\\"%s\\\",\\\"challenge\\\":\\\"%s\\\",\\\"origin\\\":\\\"https://x\\\"}"
            .formatted(type, url);
    byte[] data = new byte[37];
    data[32] = (byte) flags;
    authorization.put("format", quoted("webauthn"));
    authorization.put("clientDataJSON", quoted(client));
    authorization.put("authenticatorDataB64", quoted(b64(Bytes.copyOf(data))));
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(data);
    message.writeBytes(sha256(Bytes.utf8(client.replace("\\\"", "\""))).toByteArray());
    sign(Bytes.copyOf(message.toByteArray()));
    return maker();
  }

  private void common(String purpose) {
    authorization.clear();
    authorization.put("purpose", quoted(purpose));
    authorization.put("actorKeyId", quoted(keyId()));
    authorization.put("artifactHash", quoted(artifactHash));
    authorization.put("challenge", quoted(CHALLENGE));
    authorization.put("timestamp", "1700000000000");
  }

  private void sign(Bytes message) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.getPrivate());
    message.updateTo(signature);
    authorization.put("signatureB64", quoted(b64(Bytes.copyOf(signature.sign()))));
  }

  private ProofMaker maker() {
    ProofMaker maker = new ProofMaker();
    String actor =
        "{\"algorithm\":\"ES256\",\"keyId\":%s,\"provider\":\"webauthn\",\"publicKeyB64\":%s}"
            .formatted(quoted(keyId()), quoted(publicKey()));
    maker.signed.put("actor", actor);
    maker.unsigned.put(
        "agency",
        "{\"actor\":"
            + actor
            + ",\"authorization\":"
            + ProofMaker.object(authorization)
            + batch
            + "}");
    return maker;
  }

  private static Map<String, Outcome> outcomes(ProofMaker maker) throws MalformedLedgerException {
    return BitgraphExaminationTest.outcomes(maker.proof(), INPUT);
  }
}
