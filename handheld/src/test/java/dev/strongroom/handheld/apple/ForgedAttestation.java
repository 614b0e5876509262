// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.apple;

import com.upokecenter.cbor.CBORObject;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.handheld.Authority;
import dev.strongroom.handheld.Authority.Wish;
import dev.strongroom.handheld.HandheldEndorsements;
import dev.strongroom.handheld.HandheldPolicy;
import dev.strongroom.handheld.HandheldVerifier;
import dev.strongroom.handheld.apple.AppAttestPolicy.App;
import dev.strongroom.handheld.apple.AppAttestPolicy.Environment;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyUsage;

/// An attestation under a test root, its parts made by somebody else's CBOR and ASN.1, and the
/// question put to it: tests change one thing of these.
final class ForgedAttestation {
  static final Instant AT = Instant.parse("2026-11-20T12:00:00Z");
  static final Bytes PRODUCTION = Bytes.fromHex("61707061747465737400000000000000");
  static final App APP = new App("A1B2C3D4E5", "dev.strongroom.example");
  static final Bytes CHALLENGE = Bytes.utf8("a challenge of the relying party");

  /// Keys cost time and nothing depends on their being new.
  static final Authority ROOT = Authority.root("CN=Test App Attestation Root CA", "secp384r1");

  static final Authority OTHER_ROOT =
      Authority.root("CN=Test App Attestation Root CA", "secp384r1");

  /// Under which there may be no other authority than itself.
  static final Authority SHORT_ROOT = ROOT.shortened();

  static final KeyPair KEY = Authority.keys("secp256r1");
  static final KeyPair OTHER_KEY = Authority.keys("secp256r1");
  private static final KeyPair MIDDLE = Authority.keys("secp384r1");
  private static final String NONCE = "1.2.840.113635.100.8.2";

  Authority root = ROOT;
  Wish middle = Wish.authority("CN=Test App Attestation CA 1", 2);
  Wish leaf =
      Wish.authority("CN=key", 3)
          .as(false, -1, KeyUsage.digitalSignature)
          .during(AT.minusSeconds(86_400), AT.plusSeconds(172_800));

  /// What the leaf calls its issuer, if not by its name.
  Optional<String> called = Optional.empty();

  KeyPair leafKeys = KEY;
  KeyPair credentialKeys = KEY;
  Bytes appHash = APP.hash();
  int flags = 0x40;
  int counter;
  Bytes aaguid = PRODUCTION;
  Optional<Bytes> keyId = Optional.empty();
  Bytes extensions = Bytes.EMPTY;
  Optional<Bytes> leafNonce = Optional.empty();
  boolean withNonce = true;
  String format = "apple-appattest";
  Bytes signedChallenge = CHALLENGE;
  Challenge challenge = Challenge.ofNonce(CHALLENGE);
  AppraisalTime time = AppraisalTime.at(AT);
  List<Bytes> given = List.of(ROOT.certificate());
  Set<Environment> environments = Set.of(Environment.PRODUCTION);
  Requirement<Set<App>> app = new Require<>(Set.of(APP));

  static Bytes point(KeyPair keys) {
    Bytes info = Bytes.copyOf(keys.getPublic().getEncoded());
    return info.slice(info.length() - 65, info.length());
  }

  Bytes keyId() {
    return keyId.orElseGet(() -> Sha256.of(point(credentialKeys)));
  }

  Bytes authenticatorData() {
    Bytes point = point(credentialKeys);
    CBORObject key =
        CBORObject.NewOrderedMap()
            .Add(1, 2)
            .Add(3, -7)
            .Add(-1, 1)
            .Add(-2, point.slice(1, 33).toByteArray())
            .Add(-3, point.slice(33, 65).toByteArray());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(appHash.toByteArray());
    out.write(flags);
    out.writeBytes(ByteBuffer.allocate(4).putInt(counter).array());
    out.writeBytes(aaguid.toByteArray());
    out.writeBytes(ByteBuffer.allocate(2).putShort((short) keyId().length()).array());
    out.writeBytes(keyId().toByteArray());
    out.writeBytes(key.EncodeToBytes());
    out.writeBytes(extensions.toByteArray());
    return Bytes.copyOf(out.toByteArray());
  }

  CBORObject object() {
    Bytes data = authenticatorData();
    Bytes nonce = leafNonce.orElseGet(() -> Sha256.of(data, Sha256.of(signedChallenge)));
    Authority second = root.issue(middle, MIDDLE);
    Authority signer =
        new Authority(called.orElse(second.name()), second.keys(), second.certificate());
    Wish wish =
        withNonce ? leaf.with(Map.of(NONCE, Bytes.fromHex("3024a1220420" + nonce.hex()))) : leaf;
    CBORObject certificates =
        CBORObject.NewArray()
            .Add(signer.issue(wish, leafKeys).certificate().toByteArray())
            .Add(second.certificate().toByteArray());
    return CBORObject.NewOrderedMap()
        .Add("fmt", format)
        .Add(
            "attStmt",
            CBORObject.NewOrderedMap().Add("x5c", certificates).Add("receipt", new byte[] {1}))
        .Add("authData", data.toByteArray());
  }

  Bytes encoded() {
    return Bytes.copyOf(object().EncodeToBytes());
  }

  AppAttestPolicy policy() {
    return new AppAttestPolicy(List.of(anchor(ROOT)), app, environments);
  }

  static TrustAnchor anchor(Authority root) {
    return TrustAnchor.ofKey("test root", Sha256.of(root.publicKey()));
  }

  HandheldVerifier.Explanation explain() throws MalformedEvidenceException {
    return explain(policy());
  }

  HandheldVerifier.Explanation explain(HandheldPolicy policy) throws MalformedEvidenceException {
    return HandheldVerifier.create(SignatureProvider.jdk(), PathCache.none())
        .explain(
            AppAttestEvidence.parse(encoded()),
            new HandheldEndorsements(given, Optional.empty()),
            policy,
            challenge,
            time);
  }

  /// A signature over a later request, by the key.
  static Bytes assertion(KeyPair keys, Bytes appHash, int flags, int counter, Bytes hash) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(appHash.toByteArray());
    out.write(flags);
    out.writeBytes(ByteBuffer.allocate(4).putInt(counter).array());
    Bytes data = Bytes.copyOf(out.toByteArray());
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(Sha256.of(data, hash).toByteArray());
      return Bytes.copyOf(
          CBORObject.NewOrderedMap()
              .Add("signature", signature.sign())
              .Add("authenticatorData", data.toByteArray())
              .EncodeToBytes());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
