// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.apple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.AttestationException;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.handheld.apple.AssertionVerifier.KnownKey;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Later requests of an app whose key was attested.
class AssertionTest {
  private static final Bytes HASH = Sha256.of(Bytes.utf8("a request"));
  private static final Challenge ASKED = Challenge.none().withUserData(HASH);
  private static final Bytes KEY = Bytes.copyOf(ForgedAttestation.KEY.getPublic().getEncoded());
  private static final Bytes APP = ForgedAttestation.APP.hash();

  private static long verify(Bytes assertion, KnownKey key, Challenge challenge) throws Exception {
    return AssertionVerifier.create(SignatureProvider.jdk())
        .verify(
            AppAttestAssertion.parse(assertion),
            new ForgedAttestation().policy(),
            key,
            challenge,
            ForgedAttestation.AT);
  }

  private static Bytes assertion(int counter) {
    return ForgedAttestation.assertion(ForgedAttestation.KEY, APP, 0x40, counter, HASH);
  }

  @Test
  void isAcceptedAndGivesTheCounter() throws Exception {
    assertThat(verify(assertion(5), new KnownKey(KEY, 4), ASKED)).isEqualTo(5);
    assertThat(verify(assertion(-1), new KnownKey(KEY, 0x7fff_ffffL), ASKED))
        .isEqualTo(0xffff_ffffL);
    Bytes byNonce =
        ForgedAttestation.assertion(
            ForgedAttestation.KEY, APP, 0, 1, Sha256.of(ForgedAttestation.CHALLENGE));
    assertThat(
            verify(byNonce, new KnownKey(KEY, 0), Challenge.ofNonce(ForgedAttestation.CHALLENGE)))
        .isEqualTo(1);
  }

  static Stream<Arguments> wrong() {
    Bytes other = Bytes.copyOf(ForgedAttestation.OTHER_KEY.getPublic().getEncoded());
    Bytes foreign =
        ForgedAttestation.assertion(ForgedAttestation.KEY, Bytes.zeros(32), 0x40, 5, HASH);
    return Stream.of(
        Arguments.of(
            "counter-below",
            assertion(5),
            new KnownKey(KEY, 6),
            ASKED,
            "assertion.counter",
            "below-minimum"),
        Arguments.of(
            "the same again",
            assertion(5),
            new KnownKey(KEY, 5),
            ASKED,
            "assertion.counter",
            "below-minimum"),
        Arguments.of(
            "a first one with counter 0",
            assertion(0),
            new KnownKey(KEY, 0),
            ASKED,
            "assertion.counter",
            "below-minimum"),
        Arguments.of(
            "another key",
            assertion(5),
            new KnownKey(other, 0),
            ASKED,
            "assertion.signature",
            "signature-invalid"),
        Arguments.of(
            "another request",
            assertion(5),
            new KnownKey(KEY, 0),
            Challenge.none().withUserData(Bytes.zeros(32)),
            "assertion.signature",
            "signature-invalid"),
        Arguments.of(
            "no request",
            assertion(5),
            new KnownKey(KEY, 0),
            Challenge.none(),
            "assertion.signature",
            "client-data-hash-not-challenged"),
        Arguments.of(
            "no key",
            assertion(5),
            new KnownKey(Bytes.zeros(4), 0),
            ASKED,
            "assertion.signature",
            "unverifiable"),
        Arguments.of(
            "another app",
            foreign,
            new KnownKey(KEY, 0),
            ASKED,
            "policy.assertion-application",
            "application-not-accepted"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void isRefused(
      String name, Bytes assertion, KnownKey key, Challenge challenge, String check, String code) {
    assertThatThrownBy(() -> verify(assertion, key, challenge))
        .as(name)
        .isInstanceOfSatisfying(
            AttestationException.class,
            e -> {
              assertThat(e.reason().code()).isEqualTo(code);
              assertThat(e.verdict().firstFailure().orElseThrow().name()).isEqualTo(check);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a0", "a1", "a2", "80", "a1697369676e617475726540"})
  void whatIsntOneIsMalformed(String hex) {
    assertThatThrownBy(() -> AppAttestAssertion.parse(Bytes.fromHex(hex)))
        .isInstanceOf(MalformedEvidenceException.class);
  }
}
