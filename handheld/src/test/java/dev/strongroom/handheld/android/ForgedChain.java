// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.handheld.Authority;
import dev.strongroom.handheld.Authority.Wish;
import dev.strongroom.handheld.HandheldEndorsements;
import dev.strongroom.handheld.HandheldPolicy;
import dev.strongroom.handheld.HandheldVerifier;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyUsage;

/// A remotely provisioned chain under a test root, the policy that accepts it, and the question put
/// to both: tests change one thing of these.
final class ForgedChain {
  static final String EXTENSION = "1.3.6.1.4.1.11129.2.1.17";
  static final String PROVISIONING = "1.3.6.1.4.1.11129.2.1.30";
  static final Instant AT = Instant.parse("2026-11-20T12:00:00Z");
  static final Instant FETCHED = Instant.parse("2026-11-20T00:00:00Z");

  /// Keys cost time and nothing depends on their being new.
  static final Authority ROOT = Authority.root("CN=Test Attestation CA1", "secp384r1");

  static final Authority OTHER_ROOT = Authority.root("CN=Test Attestation CA1", "secp384r1");
  private static final KeyPair MIDDLE = Authority.keys("secp384r1");
  private static final KeyPair ATTESTER = Authority.keys("secp256r1");
  private static final KeyPair KEY = Authority.keys("secp256r1");

  final ForgedKey key = new ForgedKey();
  Authority root = ROOT;
  Wish middle = Wish.authority("CN=Test Droid CA2", 0x22);
  Wish attester =
      Wish.authority("CN=Test TEE", 0x33).with(Map.of(PROVISIONING, Bytes.fromHex("a1011840")));
  Wish leaf = Wish.authority("CN=Android Keystore Key", 1).as(false, -1, KeyUsage.digitalSignature);
  KeyPair leafKeys = KEY;
  boolean withExtension = true;
  String list = "{\"entries\":{\"6681152659205225093\":{\"status\":\"REVOKED\"}}}";
  boolean withList = true;
  Instant fetched = FETCHED;
  List<Bytes> below = List.of();
  AppraisalTime time = AppraisalTime.at(AT);
  Challenge challenge = Challenge.ofNonce(ForgedKey.CHALLENGE);

  Set<AndroidKeyPolicy.Application> apps =
      Set.of(new AndroidKeyPolicy.Application(ForgedKey.PACKAGE, ForgedKey.SIGNER));
  SecurityLevel least = SecurityLevel.TEE;

  /// Whoever held the attested key could make this: a certificate below the leaf.
  void extendBelowLeaf(Bytes extension) {
    Authority attested = new Authority("CN=Android Keystore Key", leafKeys, Bytes.EMPTY);
    Wish wish =
        Wish.authority("CN=Extended", 5)
            .as(false, -1, KeyUsage.digitalSignature)
            .with(Map.of(EXTENSION, extension));
    below = List.of(attested.issue(wish, Authority.keys("secp256r1")).certificate());
  }

  List<Bytes> chain() {
    Authority second = root.issue(middle, MIDDLE);
    Authority third = second.issue(attester, ATTESTER);
    Wish wish = withExtension ? leaf.with(Map.of(EXTENSION, key.encode())) : leaf;
    Authority fourth = third.issue(wish, leafKeys);
    List<Bytes> chain = new ArrayList<>(below);
    chain.addAll(
        List.of(
            fourth.certificate(), third.certificate(), second.certificate(), root.certificate()));
    return chain;
  }

  Bytes encoded() {
    StringBuilder hex = new StringBuilder();
    chain().forEach(certificate -> hex.append(certificate.hex()));
    return Bytes.fromHex(hex.toString());
  }

  AndroidKeyPolicy policy() {
    return new AndroidKeyPolicy(
        List.of(anchor(ROOT)),
        new Require<>(apps),
        new AndroidKeyPolicy.Boot(
            Set.of(RootOfTrust.BootState.VERIFIED),
            Optional.empty(),
            new Require<>(Set.of(ForgedKey.BOOT_KEY)),
            new Require<>(Set.of(ForgedKey.BOOT_HASH))),
        new AndroidKeyPolicy.Versions(
            new Require<>(150_000L),
            new Require<>(202_601L),
            new Require<>(20_260_105L),
            new Require<>(20_260_105L)),
        new AndroidKeyPolicy.Key(
            least,
            new Require<>(Set.of(AndroidKeyPolicy.Purpose.SIGN)),
            Optional.empty(),
            new Require<>(true),
            new Require<>(true)),
        new AndroidKeyPolicy.Trust(
            new Require<>(true), AndroidKeyPolicy.Trust.STATUS_LIST_AGE, Optional.empty()),
        new Require<>(true));
  }

  /// The same policy with everything left out that can be, for stated reasons.
  static AndroidKeyPolicy lax() {
    String why = "a test";
    return new AndroidKeyPolicy(
        List.of(anchor(ROOT)),
        new Ignore<>(why),
        new AndroidKeyPolicy.Boot(
            Set.of(RootOfTrust.BootState.values()),
            Optional.of(why),
            new Ignore<>(why),
            new Ignore<>(why)),
        new AndroidKeyPolicy.Versions(
            new Ignore<>(why), new Ignore<>(why), new Ignore<>(why), new Ignore<>(why)),
        new AndroidKeyPolicy.Key(
            SecurityLevel.TEE,
            new Ignore<>(why),
            Optional.of(why),
            new Ignore<>(why),
            new Ignore<>(why)),
        new AndroidKeyPolicy.Trust(
            new Ignore<>(why), AndroidKeyPolicy.Trust.STATUS_LIST_AGE, Optional.of(why)),
        new Ignore<>(why));
  }

  static TrustAnchor anchor(Authority root) {
    return TrustAnchor.ofKey("test root", sha256(root.publicKey()));
  }

  static Bytes sha256(Bytes bytes) {
    try {
      return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  HandheldEndorsements endorsements() throws MalformedJsonException {
    return withList
        ? HandheldEndorsements.of(StatusList.parse(Bytes.utf8(list), fetched))
        : HandheldEndorsements.NONE;
  }

  HandheldVerifier.Explanation explain() throws MalformedEvidenceException, MalformedJsonException {
    return explain(policy());
  }

  HandheldVerifier.Explanation explain(HandheldPolicy policy)
      throws MalformedEvidenceException, MalformedJsonException {
    return HandheldVerifier.create(SignatureProvider.jdk(), PathCache.none())
        .explain(AndroidKeyEvidence.parse(encoded()), endorsements(), policy, challenge, time);
  }
}
