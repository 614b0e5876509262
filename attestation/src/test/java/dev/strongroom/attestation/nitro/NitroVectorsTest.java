// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.AttestationException;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.PlatformStatus;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verified;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import dev.strongroom.attestation.fixtures.NitroVector;
import dev.strongroom.attestation.fixtures.Vectors;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Real documents: each gets the verdict that its manifest entry expects, at its own time.
class NitroVectorsTest {
  private final Verifier verifier = Verifier.create(SignatureProvider.fastest(), PathCache.none());

  private interface Body {
    void run(NitroVector vector, NitroDocument document) throws Exception;
  }

  private static Stream<DynamicTest> each(Predicate<NitroVector> wanted, Body body) {
    Optional<Vectors> vectors = Vectors.find();
    if (vectors.isEmpty()) {
      // A factory that aborts isn't counted, a test that aborts is.
      return Stream.of(DynamicTest.dynamicTest("sample evidence", Vectors::orAbort));
    }
    return vectors.get().nitro(wanted).stream()
        .map(vector ->
            DynamicTest.dynamicTest(
                vector.file(), () -> body.run(vector, NitroDocument.parse(vector.encoded()))));
  }

  @Test
  void thePinnedRootIsTheOneInTheVectors() throws Exception {
    byte[] root = Vectors.orAbort().root().toByteArray();
    assertThat(Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(root)))
        .isEqualTo(NitroPolicy.AWS_ROOT_G1.sha256());
  }

  @TestFactory
  Stream<DynamicTest> filesAreThoseOfTheManifest() {
    return each(
        _ -> true,
        (vector, _) ->
            assertThat(
                    Bytes.copyOf(
                        MessageDigest.getInstance("SHA-256")
                            .digest(vector.encoded().toByteArray())))
                .isEqualTo(vector.sha256()));
  }

  @TestFactory
  Stream<DynamicTest> contentIsWhatTheManifestSays() {
    return each(
        _ -> true,
        (vector, document) -> {
          boolean tpm = vector.kind().equals("nitrotpm");
          assertThat(document.kind())
              .isEqualTo(tpm ? EvidenceKind.NITRO_TPM : EvidenceKind.NITRO_ENCLAVE);
          assertThat(document.encoded()).isEqualTo(vector.encoded());
          assertThat(document.moduleId()).isEqualTo(vector.moduleId());
          assertThat(document.digest()).isEqualTo(vector.digest());
          assertThat(document.timestamp()).isEqualTo(vector.timestamp());
          assertThat(document.pcrs())
              .hasSize(vector.pcrCount())
              .containsAllEntriesOf(vector.pcrs());
          assertThat(length(document.publicKey())).isEqualTo(vector.publicKeyLength());
          assertThat(length(document.userData())).isEqualTo(vector.userDataLength());
          assertThat(length(document.nonce())).isEqualTo(vector.nonceLength());
          assertThat(document.unknownKeys()).isEmpty();
          assertThat(document.envelope().payload().at(0) != 0xbf).isEqualTo(vector.definite());
          assertThat(new NitroClaims(document, false).debug()).isEqualTo(vector.debug());
        });
  }

  /// Null and a value of length zero are different statements, so only null has no length.
  private static OptionalInt length(Field field) {
    return switch (field) {
      case Field.Absent _ -> OptionalInt.of(-1);
      case Field.Null _ -> OptionalInt.empty();
      case Field.Value(Bytes bytes) -> OptionalInt.of(bytes.length());
    };
  }

  @TestFactory
  Stream<DynamicTest> cryptographyIsJudgedAsTheManifestSays() {
    return each(
        _ -> true,
        (vector, document) -> {
          Verdict verdict =
              verifier.inspect(
                  document, List.of(NitroPolicy.AWS_ROOT_G1), AppraisalTime.at(vector.validAt()));
          assertThat(verdict.genuine()).isEqualTo(vector.cryptographyHolds());
          assertThat(verdict.accepted()).as("without a policy").isFalse();
          assertThat(verdict.simulated()).isFalse();
          assertThat(verdict.platformStatus()).isEqualTo(PlatformStatus.NOT_REPORTED);
          String expected =
              switch (vector.expectedVerdict()) {
                case "INVALID_COSE_SIGNATURE" -> "cose.signature signature-invalid";
                case "UNTRUSTED_ROOT" -> "path.root untrusted-root";
                default -> "none";
              };
          assertThat(verdict.firstFailure().map(Verdicts::describe).orElse("none"))
              .isEqualTo(expected);
        });
  }

  @TestFactory
  Stream<DynamicTest> aPolicyOfItsOwnPcrsAcceptsIt() {
    return each(
        NitroVector::production,
        (vector, document) -> {
          Verified<Claims> verified =
              verifier.verify(
                  document,
                  ownImage(document.pcrs()).build(),
                  Challenge.none(),
                  AppraisalTime.archived());
          Claims claims = verified.claims();
          assertThat(claims.measurements()).containsEntry("pcr0", vector.pcrs().get(0));
          assertThat(claims.time()).contains(vector.timestamp());
          assertThat(claims.simulated()).isFalse();
          assertThat(claims.debug()).isFalse();
          assertThat(vector.moduleId()).startsWith(claims.instance() + "-enc");
          assertThat(verified.verdict().accepted()).isTrue();
        });
  }

  @TestFactory
  Stream<DynamicTest> oneChangedDigitIsAnotherImage() {
    return each(
        NitroVector::production,
        (_, document) -> {
          for (int index : List.of(0, 1, 2)) {
            SortedMap<Integer, Bytes> other = new TreeMap<>(document.pcrs());
            String hex = other.get(index).hex();
            String changed = (hex.charAt(0) == '0' ? "1" : "0") + hex.substring(1);
            other.put(index, Bytes.fromHex(changed));
            assertThat(refusal(document, ownImage(other).build(), AppraisalTime.archived()))
                .isInstanceOf(Reason.MeasurementNotAccepted.class);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> debugModeIsRefusedUnlessAllowed() {
    return each(
        NitroVector::debug,
        (_, document) -> {
          AppraisalTime own = AppraisalTime.archived();
          NitroPolicy strict = LenientPolicy.of(NitroPolicy.AWS_ROOT_G1);
          assertThat(refusal(document, strict, own)).isInstanceOf(Reason.DebugMode.class);
          NitroPolicy lax =
              LenientPolicy.builder(NitroPolicy.AWS_ROOT_G1).allowDebug("a test").build();
          assertThat(verifier.verify(document, lax, Challenge.none(), own).claims().debug())
              .isTrue();
        });
  }

  @TestFactory
  Stream<DynamicTest> aNitroTpmIsNoEnclave() {
    return each(
        vector -> vector.kind().equals("nitrotpm"),
        (_, document) ->
            assertThat(
                    refusal(
                        document,
                        LenientPolicy.of(NitroPolicy.AWS_ROOT_G1),
                        AppraisalTime.archived()))
                .isInstanceOf(Reason.WrongKind.class));
  }

  /// All samples are older than the three hours for which a leaf is valid, or lie in the future of
  /// the clock of whoever runs this; a week after the newest, none is valid any more.
  @TestFactory
  Stream<DynamicTest> judgedLiveItHasExpired() {
    Instant now =
        Vectors.find().stream()
            .flatMap(vectors -> vectors.nitro().stream())
            .map(NitroVector::timestamp)
            .max(Instant::compareTo)
            .orElse(Instant.EPOCH)
            .plus(Duration.ofDays(7));
    return each(
        NitroVector::production,
        (_, document) ->
            assertThat(
                    refusal(
                        document,
                        ownImage(document.pcrs()).build(),
                        AppraisalTime.live(InstantSource.fixed(now))))
                .isInstanceOf(Reason.Expired.class));
  }

  @TestFactory
  Stream<DynamicTest> evidenceParsesToTheSame() {
    return each(
        _ -> true,
        (vector, document) -> assertThat(Evidence.parse(vector.encoded())).isEqualTo(document));
  }

  private static NitroPolicy.Builder ownImage(SortedMap<Integer, Bytes> pcrs) {
    SortedMap<Integer, Bytes> image = new TreeMap<>(pcrs);
    image.keySet().retainAll(Pcrs.IMAGE);
    return LenientPolicy.builder(NitroPolicy.AWS_ROOT_G1)
        .requireImage(List.of(new ReferenceValues("its own", image)));
  }

  private Reason refusal(NitroDocument document, NitroPolicy policy, AppraisalTime time) {
    Reason[] reason = new Reason[1];
    assertThatExceptionOfType(AttestationException.class)
        .isThrownBy(() -> verifier.verify(document, policy, Challenge.none(), time))
        .satisfies(e -> reason[0] = e.reason())
        .satisfies(e -> assertThat(e.verdict().accepted()).isFalse());
    return reason[0];
  }
}
