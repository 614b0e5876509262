// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.handheld.Authority;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One thing wrong at a time: the first check that fails, and why.
class AndroidKeyMutationTest {

  /// What is made wrong.
  interface Change {
    void make(ForgedChain chain);
  }

  /// A mutation.
  ///
  /// @param name as in the table of the document
  /// @param check the first that has to fail
  /// @param code of its reason
  /// @param change what is made wrong
  record Mutation(String name, String check, String code, Change change) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Mutation> mutations() {
    return Stream.of(path(), description(), boot(), key(), trust()).flatMap(List::stream);
  }

  private static Mutation of(String name, String check, String code, Change change) {
    return new Mutation(name, check, code, change);
  }

  private static List<Mutation> path() {
    return List.of(
        of(
            "a root of somebody else's",
            "path.root",
            "untrusted-root",
            c -> c.root = ForgedChain.OTHER_ROOT),
        of(
            "a certificate for the root's key by somebody else",
            "path.signatures",
            "certificate-signature-invalid",
            c ->
                c.root =
                    new Authority(
                        ForgedChain.ROOT.name(),
                        ForgedChain.ROOT.keys(),
                        ForgedChain.OTHER_ROOT
                            .issue(
                                Authority.Wish.authority(ForgedChain.ROOT.name(), 1),
                                ForgedChain.ROOT.keys())
                            .certificate())),
        of(
            "signed by another key than the root's",
            "path.signatures",
            "certificate-signature-invalid",
            c ->
                c.root =
                    new Authority(
                        ForgedChain.ROOT.name(),
                        ForgedChain.OTHER_ROOT.keys(),
                        ForgedChain.ROOT.certificate())),
        of(
            "a name that isn't the issuer's",
            "path.names",
            "not-chained",
            c ->
                c.root =
                    new Authority(
                        "CN=Another", ForgedChain.ROOT.keys(), ForgedChain.ROOT.certificate())),
        of(
            "an attester that is no CA",
            "path.authorities",
            "wrong-authority",
            c -> c.attester = c.attester.as(false, -1, KeyUsage.keyCertSign)),
        of(
            "an attested key that is a CA",
            "path.authorities",
            "wrong-authority",
            c -> c.leaf = c.leaf.as(true, -1, KeyUsage.keyCertSign)),
        of(
            "more authorities than allowed",
            "path.length",
            "path-too-long",
            c -> c.middle = c.middle.as(true, 0, KeyUsage.keyCertSign)),
        of(
            "an attester that may not sign certificates",
            "path.key-usage",
            "wrong-key-usage",
            c -> c.attester = c.attester.as(true, -1, KeyUsage.digitalSignature)),
        of(
            "names constrained",
            "path.extensions",
            "extension-not-understood",
            c -> c.middle = c.middle.with(Map.of("2.5.29.30", Bytes.fromHex("3000")))),
        of(
            "a key on a curve that phones don't use",
            "path.certificates",
            "certificate-unsuitable",
            c -> c.leafKeys = Authority.keys("RSA-1024")),
        of(
            "an attester that expired",
            "path.validity",
            "expired",
            c -> c.attester = c.attester.during(Authority.FROM, ForgedChain.AT.minusSeconds(1))),
        of(
            "an attester that isn't valid yet",
            "path.validity",
            "not-yet-valid",
            c -> c.attester = c.attester.during(ForgedChain.AT.plusSeconds(1), Authority.UNTIL)),
        of(
            "an attester that was revoked",
            "path.revocation",
            "revoked",
            c ->
                c.list =
                    "{\"entries\":{\"33\":{\"status\":\"REVOKED\","
                        + "\"reason\":\"KEY_COMPROMISE\"}}}"),
        of(
            "an intermediate that was suspended",
            "path.revocation",
            "revoked",
            c -> c.list = "{\"entries\":{\"22\":{\"status\":\"SUSPENDED\"}}}"),
        of(
            "judged at its own time",
            "evidence.time",
            "no-time-stated",
            c -> c.time = dev.strongroom.attestation.AppraisalTime.archived()));
  }

  private static List<Mutation> description() {
    return List.of(
        of(
            "provisioning information that isn't CBOR",
            "chain.provisioning",
            "inconsistent",
            c ->
                c.attester =
                    c.attester.with(Map.of(ForgedChain.PROVISIONING, Bytes.fromHex("a101")))),
        of(
            "provisioning information in the leaf's issuer's issuer",
            "chain.provisioning",
            "inconsistent",
            c -> {
              c.middle = c.middle.with(Map.of(ForgedChain.PROVISIONING, Bytes.fromHex("a1011840")));
              c.attester = c.attester.with(Map.of());
            }),
        of(
            "no attestation extension",
            "chain.attestation",
            "inconsistent",
            c -> c.withExtension = false),
        of(
            "a chain extended under an attested leaf",
            "path.authorities",
            "wrong-authority",
            c -> c.extendBelowLeaf(new ForgedKey().encode())),
        of(
            "a chain extended under an attested CA",
            "chain.attestation",
            "inconsistent",
            c -> {
              c.attester = c.attester.with(Map.of());
              c.leaf = c.leaf.as(true, -1, KeyUsage.keyCertSign);
              c.extendBelowLeaf(new ForgedKey().encode());
            }),
        of(
            "an attestation in the attester too",
            "chain.attestation",
            "inconsistent",
            c ->
                c.attester =
                    c.attester.with(
                        Map.of(
                            ForgedChain.EXTENSION, new ForgedKey().encode(),
                            ForgedChain.PROVISIONING, Bytes.fromHex("a1011840")))),
        of(
            "a description of nine fields",
            "description.layout",
            "certificate-malformed",
            c -> c.key.nineFields()),
        of(
            "an unknown security level",
            "description.layout",
            "certificate-malformed",
            c -> c.key.keyMintLevel = 3),
        of(
            "a patch level that isn't a number",
            "description.layout",
            "certificate-malformed",
            c -> c.key.hardware.put(706, DERNull.INSTANCE)),
        of(
            "a purpose twice",
            "description.layout",
            "certificate-malformed",
            c ->
                c.key.hardware.put(
                    1,
                    new DERSet(
                        new org.bouncycastle.asn1.ASN1Encodable[] {
                          new ASN1Integer(2), new ASN1Integer(2)
                        }))),
        of(
            "an unknown boot state",
            "description.layout",
            "certificate-malformed",
            c -> c.key.hardware.put(704, ForgedKey.rootOfTrust(ForgedKey.BOOT_KEY, true, 4))),
        of(
            "a signer's digest of another length",
            "description.layout",
            "certificate-malformed",
            c ->
                c.key.software.put(
                    709, ForgedKey.app(List.of(ForgedKey.PACKAGE), List.of(Bytes.fromHex("11"))))),
        of(
            "a negative patch level",
            "description.layout",
            "certificate-malformed",
            c -> c.key.hardware.put(706, new ASN1Integer(-1))),
        of(
            "attested by software",
            "description.security-level",
            "security-level-not-accepted",
            c -> c.key.attestationLevel = 0),
        of(
            "kept by software",
            "description.security-level",
            "security-level-not-accepted",
            c -> c.key.keyMintLevel = 0),
        of(
            "software that says what was booted",
            "description.root-of-trust",
            "inconsistent",
            c -> c.key.software.put(704, ForgedKey.rootOfTrust(ForgedKey.BOOT_KEY, true, 0))),
        of(
            "nobody who says what was booted",
            "description.root-of-trust",
            "inconsistent",
            c -> c.key.hardware.remove(704)));
  }

  private static List<Mutation> boot() {
    return List.of(
        of(
            "a boot that nobody verified",
            "policy.boot-state",
            "boot-state-not-accepted",
            c -> c.key.hardware.put(704, ForgedKey.rootOfTrust(ForgedKey.BOOT_KEY, true, 2))),
        of(
            "a system of the owner's",
            "policy.boot-state",
            "boot-state-not-accepted",
            c -> c.key.hardware.put(704, ForgedKey.rootOfTrust(ForgedKey.BOOT_KEY, true, 1))),
        of(
            "a boot loader that is unlocked",
            "policy.locked",
            "boot-loader-not-accepted",
            c -> c.key.hardware.put(704, ForgedKey.rootOfTrust(ForgedKey.BOOT_KEY, false, 0))),
        of(
            "another boot key",
            "policy.boot-key",
            "boot-key-not-accepted",
            c -> c.key.hardware.put(704, ForgedKey.rootOfTrust(Bytes.zeros(32), true, 0))),
        of(
            "no boot hash",
            "policy.boot-hash",
            "boot-hash-not-accepted",
            c ->
                c.key.hardware.put(
                    704,
                    new org.bouncycastle.asn1.DERSequence(
                        new org.bouncycastle.asn1.ASN1Encodable[] {
                          ForgedKey.octets(ForgedKey.BOOT_KEY),
                          org.bouncycastle.asn1.ASN1Boolean.TRUE,
                          new org.bouncycastle.asn1.ASN1Enumerated(0)
                        }))),
        of(
            "an old system",
            "policy.os-version",
            "below-minimum",
            c -> c.key.hardware.put(705, new ASN1Integer(140_000))),
        of(
            "a patch level that only software states",
            "policy.os-patch",
            "below-minimum",
            c -> c.key.software.put(706, Objects.requireNonNull(c.key.hardware.remove(706)))),
        of(
            "an old vendor patch",
            "policy.vendor-patch",
            "below-minimum",
            c -> c.key.hardware.put(718, new ASN1Integer(20_251_205))),
        of(
            "no boot patch level",
            "policy.boot-patch",
            "below-minimum",
            c -> c.key.hardware.remove(719)));
  }

  private static List<Mutation> key() {
    return List.of(
        of(
            "a TEE where a StrongBox is demanded",
            "policy.security-level",
            "security-level-not-accepted",
            c -> c.least = SecurityLevel.STRONGBOX),
        of(
            "a StrongBox attested by the TEE",
            "policy.security-level",
            "security-level-not-accepted",
            c -> {
              c.least = SecurityLevel.STRONGBOX;
              c.key.keyMintLevel = 2;
            }),
        of(
            "an imported key",
            "policy.origin",
            "origin-not-accepted",
            c -> c.key.hardware.put(702, new ASN1Integer(2))),
        of(
            "an origin that only software states",
            "policy.origin",
            "origin-not-accepted",
            c -> c.key.software.put(702, Objects.requireNonNull(c.key.hardware.remove(702)))),
        of(
            "a key that also decrypts",
            "policy.purpose",
            "purpose-not-accepted",
            c ->
                c.key.hardware.put(
                    1,
                    new DERSet(
                        new org.bouncycastle.asn1.ASN1Encodable[] {
                          new ASN1Integer(1), new ASN1Integer(2)
                        }))),
        of(
            "a key without a purpose",
            "policy.purpose",
            "purpose-not-accepted",
            c -> c.key.hardware.remove(1)),
        of(
            "a key for all applications",
            "policy.all-applications",
            "applications-not-accepted",
            c -> c.key.hardware.put(600, DERNull.INSTANCE)),
        of(
            "a key for all applications, as software says",
            "policy.all-applications",
            "applications-not-accepted",
            c -> c.key.software.put(600, DERNull.INSTANCE)),
        of(
            "a key that can be brought back",
            "policy.rollback-resistance",
            "rollback-resistance-not-accepted",
            c -> c.key.hardware.remove(303)),
        of(
            "a key that nobody has to unlock",
            "policy.user-authentication",
            "user-authentication-not-accepted",
            c -> c.key.hardware.put(503, DERNull.INSTANCE)),
        of(
            "an app of another name",
            "policy.application",
            "application-not-accepted",
            c ->
                c.key.software.put(
                    709,
                    ForgedKey.app(List.of("dev.strongroom.other"), List.of(ForgedKey.SIGNER)))),
        of(
            "an app that somebody else signed",
            "policy.application",
            "application-not-accepted",
            c ->
                c.key.software.put(
                    709, ForgedKey.app(List.of(ForgedKey.PACKAGE), List.of(Bytes.zeros(32))))),
        of(
            "an app that shares its keys with another",
            "policy.application",
            "application-not-accepted",
            c ->
                c.key.software.put(
                    709,
                    ForgedKey.app(
                        List.of(ForgedKey.PACKAGE, "dev.strongroom.other"),
                        List.of(ForgedKey.SIGNER)))),
        of(
            "no app",
            "policy.application",
            "application-not-accepted",
            c -> c.key.software.remove(709)),
        of(
            "an app without signers",
            "policy.application",
            "application-not-accepted",
            c -> c.key.software.put(709, ForgedKey.app(List.of(ForgedKey.PACKAGE), List.of()))));
  }

  private static List<Mutation> trust() {
    return List.of(
        of("no status list", "policy.revocation", "revocation-unknown", c -> c.withList = false),
        of(
            "a status list of last week",
            "policy.revocation",
            "endorsement-out-of-date",
            c -> c.fetched = ForgedChain.AT.minusSeconds(7 * 86_400 + 1)),
        of(
            "a key from the factory",
            "policy.provisioning",
            "provisioning-not-accepted",
            c -> c.attester = c.attester.with(Map.of())),
        of(
            "another challenge",
            "policy.nonce",
            "nonce-differs",
            c -> c.key.challenge = Bytes.utf8("yesterday's challenge")),
        of(
            "a challenge that is longer",
            "policy.nonce",
            "nonce-differs",
            c -> c.key.challenge = Bytes.fromHex(ForgedKey.CHALLENGE.hex() + "00")),
        of("no challenge", "policy.nonce", "nonce-differs", c -> c.key.challenge = Bytes.EMPTY),
        of(
            "nothing to compare the challenge with",
            "policy.nonce",
            "nonce-not-challenged",
            c -> c.challenge = Challenge.none()),
        of(
            "another key than expected",
            "policy.public-key",
            "public-key-differs",
            c -> c.challenge = c.challenge.withPublicKey(ForgedChain.ROOT.publicKey())),
        of(
            "user data that there is no room for",
            "policy.user-data",
            "user-data-differs",
            c -> c.challenge = c.challenge.withUserData(Bytes.utf8("x"))));
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void isCaughtByTheCheckThatOughtTo(Mutation mutation) throws Exception {
    ForgedChain chain = new ForgedChain();
    mutation.change().make(chain);
    Verdict verdict = chain.explain().verdict();
    Check first = verdict.firstFailure().orElseThrow();
    assertThat(first.name()).isEqualTo(mutation.check());
    assertThat(first.reason()).extracting(Reason::code).isEqualTo(mutation.code());
    assertThat(verdict.accepted()).isFalse();
    assertThat(verdict.genuine()).isEqualTo(mutation.check().startsWith("policy."));
  }

  @Test
  void withoutAnyTheChainIsAccepted() throws Exception {
    Verdict verdict = new ForgedChain().explain().verdict();
    assertThat(verdict.firstFailure()).isEmpty();
    assertThat(verdict.accepted()).isTrue();
  }

  /// An exemption is for what it says: everything else is still looked at.
  @Test
  void aLaxPolicyAcceptsWhatItExempts() throws Exception {
    ForgedChain chain = new ForgedChain();
    chain.withList = false;
    chain.challenge = Challenge.none();
    chain.key.hardware.put(702, new ASN1Integer(2));
    chain.key.hardware.put(704, ForgedKey.rootOfTrust(Bytes.zeros(32), false, 2));
    Verdict verdict = chain.explain(ForgedChain.lax()).verdict();
    assertThat(verdict.accepted()).isTrue();
    assertThat(verdict.check("policy.locked").orElseThrow().detail()).contains("UNLOCKED allowed");
    chain.key.hardware.put(600, DERNull.INSTANCE);
    assertThat(chain.explain(ForgedChain.lax()).verdict().accepted()).isFalse();
  }
}
