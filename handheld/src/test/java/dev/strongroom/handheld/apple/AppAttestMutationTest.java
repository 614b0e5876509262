// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.apple;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.handheld.Authority;
import dev.strongroom.handheld.apple.AppAttestPolicy.App;
import dev.strongroom.handheld.apple.AppAttestPolicy.Environment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One thing wrong at a time: the first check that fails, and why.
class AppAttestMutationTest {

  /// What is made wrong.
  interface Change {
    void make(ForgedAttestation attestation);
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

  private static Mutation of(String name, String check, String code, Change change) {
    return new Mutation(name, check, code, change);
  }

  static Stream<Mutation> mutations() {
    return Stream.of(path(), credential(), policy()).flatMap(List::stream);
  }

  private static List<Mutation> path() {
    return List.of(
        of(
            "no root of that name",
            "endorsements.root",
            "endorsement-missing",
            c -> c.given = List.of()),
        of(
            "a root of somebody else's",
            "path.root",
            "untrusted-root",
            c -> {
              c.root = ForgedAttestation.OTHER_ROOT;
              c.given = List.of(ForgedAttestation.OTHER_ROOT.certificate());
            }),
        of(
            "an authority of somebody else's",
            "path.signatures",
            "certificate-signature-invalid",
            c -> c.root = ForgedAttestation.OTHER_ROOT),
        of(
            "a name that isn't the issuer's",
            "path.names",
            "not-chained",
            c -> c.called = Optional.of("CN=Another")),
        of(
            "an authority too far from the root",
            "path.length",
            "path-too-long",
            c -> {
              c.root = ForgedAttestation.SHORT_ROOT;
              c.given = List.of(ForgedAttestation.SHORT_ROOT.certificate());
            }),
        of(
            "names constrained",
            "path.extensions",
            "extension-not-understood",
            c -> c.middle = c.middle.with(Map.of("2.5.29.30", Bytes.fromHex("3000")))),
        of(
            "an authority that is no CA",
            "path.authorities",
            "wrong-authority",
            c -> c.middle = c.middle.as(false, -1, KeyUsage.keyCertSign)),
        of(
            "an authority that may not sign",
            "path.key-usage",
            "wrong-key-usage",
            c -> c.middle = c.middle.as(true, -1, KeyUsage.cRLSign)),
        of(
            "a leaf that is a CA",
            "path.authorities",
            "wrong-authority",
            c -> c.leaf = c.leaf.as(true, -1, KeyUsage.digitalSignature)),
        of(
            "a leaf that may not sign",
            "path.key-usage",
            "wrong-key-usage",
            c -> c.leaf = c.leaf.as(false, -1, KeyUsage.keyAgreement)),
        of(
            "a leaf on another curve",
            "path.certificates",
            "certificate-unsuitable",
            c -> c.leafKeys = Authority.keys("secp384r1")),
        of(
            "a leaf that expired",
            "path.validity",
            "expired",
            c -> c.time = AppraisalTime.at(ForgedAttestation.AT.plusSeconds(259_200))),
        of(
            "a leaf that isn't valid yet",
            "path.validity",
            "not-yet-valid",
            c -> c.time = AppraisalTime.at(ForgedAttestation.AT.minusSeconds(259_200))),
        of(
            "judged at its own time",
            "evidence.time",
            "no-time-stated",
            c -> c.time = AppraisalTime.archived()));
  }

  private static List<Mutation> credential() {
    return List.of(
        of("a leaf without the digest", "leaf.nonce", "unverifiable", c -> c.withNonce = false),
        of(
            "a leaf with another digest",
            "leaf.nonce",
            "client-data-hash-differs",
            c -> c.leafNonce = Optional.of(Bytes.zeros(32))),
        of(
            "another challenge",
            "leaf.nonce",
            "client-data-hash-differs",
            c -> c.signedChallenge = Bytes.utf8("yesterday's challenge")),
        of(
            "nothing to compare",
            "leaf.nonce",
            "client-data-hash-not-challenged",
            c -> c.challenge = Challenge.none()),
        of(
            "another hash of the client data",
            "leaf.nonce",
            "client-data-hash-differs",
            c -> c.challenge = Challenge.none().withUserData(Bytes.zeros(32))),
        of(
            "a hash and a challenge that don't belong together",
            "leaf.nonce",
            "client-data-hash-differs",
            c -> c.challenge = c.challenge.withUserData(Bytes.zeros(32))),
        of(
            "a key id that isn't the key's",
            "credential.key-id",
            "inconsistent",
            c -> c.keyId = Optional.of(Bytes.zeros(32))),
        of(
            "another key than the leaf's",
            "credential.key",
            "inconsistent",
            c -> c.credentialKeys = ForgedAttestation.OTHER_KEY),
        of(
            "a key that was used before",
            "credential.counter",
            "counter-not-accepted",
            c -> c.counter = 1));
  }

  private static List<Mutation> policy() {
    return List.of(
        of(
            "an app of another team",
            "policy.application",
            "application-not-accepted",
            c -> c.appHash = new App("Z1B2C3D4E5", "dev.strongroom.example").hash()),
        of(
            "another app of the team",
            "policy.application",
            "application-not-accepted",
            c -> c.appHash = new App("A1B2C3D4E5", "dev.strongroom.other").hash()),
        of(
            "an app that is being made",
            "policy.environment",
            "environment-not-accepted",
            c -> c.aaguid = Bytes.utf8("appattestdevelop")),
        of(
            "an app that people get where one being made is demanded",
            "policy.environment",
            "environment-not-accepted",
            c -> c.environments = Set.of(Environment.DEVELOPMENT)),
        of(
            "an environment of no known name",
            "policy.environment",
            "environment-not-accepted",
            c -> c.aaguid = Bytes.zeros(16)),
        of(
            "another key than expected",
            "policy.public-key",
            "public-key-differs",
            c -> c.challenge = c.challenge.withPublicKey(Bytes.zeros(32))));
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void isCaughtByTheCheckThatOughtTo(Mutation mutation) throws Exception {
    ForgedAttestation attestation = new ForgedAttestation();
    mutation.change().make(attestation);
    Verdict verdict = attestation.explain().verdict();
    Check first = verdict.firstFailure().orElseThrow();
    assertThat(first.name()).isEqualTo(mutation.check());
    assertThat(first.reason()).extracting(Reason::code).isEqualTo(mutation.code());
    assertThat(verdict.accepted()).isFalse();
    assertThat(verdict.genuine()).isEqualTo(mutation.check().startsWith("policy."));
  }

  @Test
  void withoutAnyItIsAccepted() throws Exception {
    ForgedAttestation attestation = new ForgedAttestation();
    Verdict verdict = attestation.explain().verdict();
    assertThat(verdict.firstFailure()).isEmpty();
    assertThat(verdict.accepted()).isTrue();
    attestation.challenge =
        Challenge.none()
            .withUserData(Sha256.of(ForgedAttestation.CHALLENGE))
            .withPublicKey(attestation.keyId());
    assertThat(attestation.explain().verdict().accepted()).isTrue();
  }

  /// As iOS 27 writes them: no flag announces them, and the leaf vouches for them all the same.
  @Test
  void extensionsAreNamed() throws Exception {
    ForgedAttestation attestation = new ForgedAttestation();
    attestation.extensions =
        Bytes.copyOf(
            com.upokecenter.cbor.CBORObject.NewMap()
                .Add("apple_bundle_version_01", "1")
                .EncodeToBytes());
    var explanation = attestation.explain();
    assertThat(explanation.verdict().accepted()).isTrue();
    assertThat(explanation.claims().details())
        .containsAllEntriesOf(
            Map.of("extensions", "apple_bundle_version_01", "environment", "production"));
  }
}
