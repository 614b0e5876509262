// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.strongroom.attestation.fixtures.Edits;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.fixtures.NitroVector;
import dev.strongroom.attestation.fixtures.Vectors;
import dev.strongroom.attestation.nitro.FakeMutations;
import dev.strongroom.attestation.nitro.GenuineMutations;
import dev.strongroom.attestation.nitro.Mutation;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.Verdicts;
import java.security.InvalidKeyException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Which provider computes makes no difference, and none becomes the process's.
class ProvidersTest {
  private List<String> before = List.of();

  private static List<String> installed() {
    return Arrays.stream(Security.getProviders()).map(Provider::getName).toList();
  }

  @BeforeEach
  void note() {
    before = installed();
  }

  /// Tests that ran before may have done what this one would do, so that the list not being changed
  /// isn't enough.
  @AfterEach
  void theProcessWideListIsUntouched() {
    assertThat(installed())
        .isEqualTo(before)
        .doesNotContain("AmazonCorrettoCryptoProvider", "BC", "Counting")
        .startsWith("SUN");
  }

  private static Verifier jdk() {
    return Verifier.create(SignatureProvider.jdk(), PathCache.none());
  }

  private static Verifier corretto() {
    return Verifier.create(SignatureProvider.of(Providers.correttoOrAbort()), PathCache.none());
  }

  @Test
  void theFastestIsAmazonsWhereItIsThere() {
    Providers.correttoOrAbort();
    assertThat(SignatureProvider.fastest().name()).isEqualTo("AmazonCorrettoCryptoProvider");
    assertThat(SignatureProvider.jdk().name()).isEqualTo("SunEC");
  }

  @Test
  void bothAgreeOnRealDocuments() throws Exception {
    Verifier jdk = jdk();
    Verifier corretto = corretto();
    for (NitroVector vector : Vectors.orAbort().nitro()) {
      NitroDocument document = NitroDocument.parse(vector.encoded());
      List<TrustAnchor> anchors = List.of(NitroPolicy.AWS_ROOT_G1);
      AppraisalTime time = AppraisalTime.archived();
      assertThat(corretto.inspect(document, anchors, time))
          .as(vector.file())
          .isEqualTo(jdk.inspect(document, anchors, time));
    }
  }

  @Test
  void bothAgreeOnMutationsOfGenuineDocuments() throws Exception {
    agree(GenuineMutations.all());
  }

  @Test
  void bothAgreeOnMutationsOfFakeDocuments() {
    agree(FakeMutations.all());
  }

  private static void agree(List<Mutation> mutations) {
    Verifier jdk = jdk();
    Verifier corretto = corretto();
    for (Mutation mutation : mutations) {
      assertThat(mutation.explain(corretto).map(Verdicts::all))
          .as(mutation.name())
          .isEqualTo(mutation.explain(jdk).map(Verdicts::all));
    }
  }

  @Test
  void bothRefuseKeysThatAreNoPoints() throws Exception {
    Bytes good = Bytes.copyOf(FakeNitro.p384().getPublic().getEncoded());
    for (SignatureProvider provider :
        List.of(SignatureProvider.jdk(), SignatureProvider.of(Providers.correttoOrAbort()))) {
      assertThat(provider.ecKey(good).getEncoded()).isEqualTo(good.toByteArray());
      int point = good.length() - 97;
      for (Bytes bad :
          List.of(
              Edits.flip(good, -1),
              Edits.set(good, point, 0x05),
              Edits.concat(good.slice(0, point), Bytes.fromHex("04"), Bytes.zeros(96)),
              Edits.concat(good.slice(0, point), Bytes.fromHex("04" + "ff".repeat(96))),
              good.slice(0, good.length() - 1),
              Bytes.EMPTY)) {
        assertThatExceptionOfType(InvalidKeyException.class)
            .as("%s: %s", provider.name(), bad.hex())
            .isThrownBy(() -> provider.ecKey(bad));
      }
    }
  }

  @Test
  void aBadlyFormedSignatureVerifiesNothing() throws Exception {
    Bytes key = Bytes.copyOf(FakeNitro.p384().getPublic().getEncoded());
    for (SignatureProvider provider :
        List.of(SignatureProvider.jdk(), SignatureProvider.of(Providers.correttoOrAbort()))) {
      PublicKey usable = provider.ecKey(key);
      for (int length : new int[] {0, 1, 2, 64, 95, 96, 97, 104, 1000}) {
        for (Bytes bad : List.of(Bytes.zeros(length), Bytes.fromHex("ff".repeat(length)))) {
          assertThat(provider.verify(SignatureAlgorithm.ECDSA_SHA384, usable, bad, key)).isFalse();
          assertThat(provider.verify(SignatureAlgorithm.ECDSA_SHA384_FIXED, usable, bad, key))
              .isFalse();
        }
      }
    }
  }

  @Test
  void aProviderWithoutTheAlgorithmIsAnErrorOfTheCaller() {
    SignatureProvider unable = SignatureProvider.of(Security.getProvider("SUN"));
    assertThat(unable.name()).isEqualTo("SUN");
    assertThatIllegalStateException()
        .isThrownBy(() -> unable.ecKey(Bytes.EMPTY))
        .withMessageContaining("SUN");
  }
}
