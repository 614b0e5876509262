// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import com.upokecenter.cbor.CBORObject;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.results.ResultException.Problem;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Results, signed and read; other libraries read them as well.
class EarTest {
  private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");

  private static final Ear EAR =
      new Ear(
          NOW,
          Optional.of(NOW.plusSeconds(3600)),
          new Ear.Verifier("https://verifier.example", "build \"1\""),
          Optional.of(Bytes.utf8("the evidence")),
          List.of(
              new Ear.Appraised(
                  "sev-snp",
                  Tier.WARNING,
                  Map.of(TrustClaim.INSTANCE_IDENTITY, 2, TrustClaim.HARDWARE, 32),
                  List.of("policy-1"),
                  Optional.of(Bytes.zeros(32)),
                  Optional.of(Bytes.zeros(32))),
              new Ear.Appraised(
                  "gpu",
                  Tier.CONTRAINDICATED,
                  Map.of(TrustClaim.EXECUTABLES, -128),
                  List.of(),
                  Optional.empty(),
                  Optional.empty())));

  private static KeyPair key(TokenAlgorithm algorithm) throws Exception {
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance(algorithm == TokenAlgorithm.ES256 ? "EC" : "Ed25519");
    if (algorithm == TokenAlgorithm.ES256) {
      generator.initialize(new ECGenParameterSpec("secp256r1"));
    }
    return generator.generateKeyPair();
  }

  private static EarReader reader(PublicKey... keys) {
    return new EarReader(List.of(keys), () -> NOW);
  }

  @ParameterizedTest
  @EnumSource
  void readsWhatWasSigned(TokenAlgorithm algorithm) throws Exception {
    KeyPair key = key(algorithm);
    EarToken token = EarToken.by(key.getPrivate());

    assertThat(reader(key.getPublic()).jwt(token.jwt(EAR))).isEqualTo(EAR);
    assertThat(reader(key.getPublic()).cwt(token.cwt(EAR))).isEqualTo(EAR);
    // A verifier may have several keys, of both sorts.
    PublicKey other = key(TokenAlgorithm.ES256).getPublic();
    PublicKey third = key(TokenAlgorithm.EDDSA).getPublic();
    assertThat(reader(other, third, key.getPublic()).jwt(token.jwt(EAR))).isEqualTo(EAR);
  }

  @Test
  void isReadByOtherLibraries() throws Exception {
    KeyPair key = key(TokenAlgorithm.ES256);
    EarToken token = EarToken.by(key.getPrivate());

    SignedJWT jwt = SignedJWT.parse(token.jwt(EAR));
    assertThat(jwt.verify(new ECDSAVerifier((ECPublicKey) key.getPublic()))).isTrue();
    assertThat(jwt.getHeader().getType().getType()).isEqualTo("eat+jwt");
    assertThat(jwt.getJWTClaimsSet().getStringClaim("eat_profile")).isEqualTo(Ear.PROFILE);
    assertThat(jwt.getJWTClaimsSet().getIssueTime().toInstant()).isEqualTo(NOW);
    Map<?, ?> snp = (Map<?, ?>) jwt.getJWTClaimsSet().getJSONObjectClaim("submods").get("sev-snp");
    assertThat(snp.get("ear_status")).isEqualTo("warning");

    CBORObject envelope = CBORObject.DecodeFromBytes(token.cwt(EAR).toByteArray());
    assertThat(envelope.HasMostOuterTag(18)).isTrue();
    CBORObject claims = CBORObject.DecodeFromBytes(envelope.get(2).GetByteString());
    assertThat(claims.get(CBORObject.FromObject(265)).AsString()).isEqualTo(Ear.PROFILE);
    CBORObject submods = claims.get(CBORObject.FromObject(266));
    assertThat(submods.get("gpu").get(CBORObject.FromObject(1000)).AsInt32()).isEqualTo(96);
    assertThat(
            submods
                .get("gpu")
                .get(CBORObject.FromObject(1001))
                .get(CBORObject.FromObject(2))
                .AsInt32())
        .isEqualTo(-128);
  }

  /// draft-ietf-rats-ear-04, 3.2.1 and 3.3.1: the same result in JSON and CBOR.
  @Test
  void readsTheDraftsExamples() throws Exception {
    Ear json =
        EarJson.read(
            """
            {"eat_profile": "tag:ietf.org,2026:rats/ear#04", "iat": 1666529184,
             "ear_verifier_id":
               {"developer": "https://veraison-project.org", "build": "vts 0.0.1"},
             "ear_raw_evidence": "NzQ3MjY5NzM2NTYzNzQK",
             "submods": {"PSA": {"ear_status": "contraindicated",
               "ear_trustworthiness_vector":
                 {"instance-identity": 2, "executables": 96, "hardware": 2},
               "ear_appraisal_policy_ids":
                 ["https://veraison.example/policy/1/60a0068d"]}}}
            """);
    CBORObject map = CBORObject.NewOrderedMap();
    map.Add(265, Ear.PROFILE).Add(6, 1666529184);
    map.Add(
        1004,
        CBORObject.NewOrderedMap().Add(0, "https://veraison-project.org").Add(1, "vts 0.0.1"));
    map.Add(1002, "lifeboatman".getBytes(StandardCharsets.UTF_8));
    map.Add(
        266,
        CBORObject.NewOrderedMap()
            .Add(
                "PSA",
                CBORObject.NewOrderedMap()
                    .Add(1000, 96)
                    .Add(1001, CBORObject.NewOrderedMap().Add(0, 2).Add(2, 96).Add(4, 2))
                    .Add(
                        1003,
                        CBORObject.NewArray().Add("https://veraison.example/policy/1/60a0068d"))));
    Ear cbor = EarCbor.read(Bytes.copyOf(map.EncodeToBytes()));

    assertThat(cbor.appraisals()).isEqualTo(json.appraisals());
    assertThat(cbor.verifier()).isEqualTo(json.verifier());
    assertThat(cbor.rawEvidence()).contains(Bytes.utf8("lifeboatman"));
    assertThat(json.appraisals().getFirst().status()).isEqualTo(Tier.CONTRAINDICATED);
  }

  @Test
  void believesNobodyElse() throws Exception {
    KeyPair key = key(TokenAlgorithm.ES256);
    EarToken token = EarToken.by(key.getPrivate());
    PublicKey other = key(TokenAlgorithm.ES256).getPublic();

    refused(Problem.SIGNATURE, () -> reader(other).jwt(token.jwt(EAR)));
    refused(Problem.SIGNATURE, () -> reader(other).cwt(token.cwt(EAR)));
    refused(Problem.ALGORITHM, () -> reader().jwt(token.jwt(EAR)));
    PublicKey edwards = key(TokenAlgorithm.EDDSA).getPublic();
    refused(Problem.ALGORITHM, () -> reader(edwards).jwt(token.jwt(EAR)));
    refused(Problem.ALGORITHM, () -> reader(edwards).cwt(token.cwt(EAR)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'alg':'none'}|ALGORITHM",
        "{'alg':'HS256'}|ALGORITHM",
        "{'alg':'EdDSA'}|ALGORITHM",
        "{'alg':'ES256','crit':['b64'],'b64':false}|MALFORMED",
        "{'typ':'eat+jwt'}|MALFORMED",
        "{'alg':'ES256','alg':'none'}|MALFORMED",
        "[]|MALFORMED"
      })
  void refusesOtherHeaders(String header, Problem problem) throws Exception {
    KeyPair key = key(TokenAlgorithm.ES256);
    String[] parts = EarToken.by(key.getPrivate()).jwt(EAR).split("\\.");
    parts[0] =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(header.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    refused(problem, () -> reader(key.getPublic()).jwt(String.join(".", parts)));
  }

  @Test
  void comparesTimes() throws Exception {
    KeyPair key = key(TokenAlgorithm.EDDSA);
    String token = EarToken.by(key.getPrivate()).jwt(EAR);
    List<PublicKey> keys = List.of(key.getPublic());

    refused(Problem.EXPIRED, () -> new EarReader(keys, () -> NOW.plusSeconds(3600)).jwt(token));
    assertThat(new EarReader(keys, () -> NOW.plusSeconds(3599)).jwt(token)).isEqualTo(EAR);
    refused(
        Problem.FROM_THE_FUTURE, () -> new EarReader(keys, () -> NOW.minusSeconds(61)).jwt(token));
  }

  @Test
  void refusesAnotherProfile() throws Exception {
    String json = EarJson.write(EAR).replace("ear#04", "ear#03");
    refused(Problem.PROFILE, () -> EarJson.read(json));
    Bytes cbor =
        Bytes.fromHex(
            EarCbor.write(EAR)
                .hex()
                .replace(Bytes.utf8("ear#04").hex(), Bytes.utf8("ear#03").hex()));
    refused(Problem.PROFILE, () -> EarCbor.read(cbor));
  }

  @Test
  void refusesOrReadsEveryChangedByteByName() throws Exception {
    KeyPair key = key(TokenAlgorithm.EDDSA);
    EarToken signer = EarToken.by(key.getPrivate());
    byte[] cwt = signer.cwt(EAR).toByteArray();
    byte[] jwt = signer.jwt(EAR).getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < cwt.length; i++) {
      byte[] changed = cwt.clone();
      changed[i] ^= 1;
      refused(null, () -> reader(key.getPublic()).cwt(Bytes.copyOf(changed)));
    }
    for (int i = 0; i < jwt.length; i++) {
      byte[] changed = jwt.clone();
      changed[i] ^= 1;
      refused(
          null,
          () -> reader(key.getPublic()).jwt(new String(changed, StandardCharsets.ISO_8859_1)));
    }
    // Claims of strangers, which no signature guards.
    Random random = new Random(3);
    byte[] claims = EarCbor.write(EAR).toByteArray();
    for (int i = 0; i < 5000; i++) {
      byte[] changed = claims.clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      try {
        assertThat(EarCbor.read(Bytes.copyOf(changed)).appraisals()).isNotEmpty();
      } catch (ResultException e) {
        assertThat(e.problem()).isIn(Problem.MALFORMED, Problem.PROFILE);
      }
    }
  }

  @Test
  void isNoBetterThanItsWorstClaim() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new Ear.Appraised(
                "a",
                Tier.AFFIRMING,
                Map.of(TrustClaim.HARDWARE, 32),
                List.of(),
                Optional.empty(),
                Optional.empty()));
  }

  @FunctionalInterface
  private interface Attempt {
    Ear run() throws Exception;
  }

  private static void refused(@org.jspecify.annotations.Nullable Problem problem, Attempt attempt) {
    assertThatExceptionOfType(ResultException.class)
        .isThrownBy(attempt::run)
        .satisfies(refusal -> {
          if (problem != null) {
            assertThat(refusal.problem()).isEqualTo(problem);
          }
        });
  }
}
