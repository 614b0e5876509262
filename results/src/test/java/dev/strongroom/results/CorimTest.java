// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborWriter;
import dev.strongroom.attestation.cose.CoseSign1;
import dev.strongroom.attestation.fixtures.Vectors;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.results.ResultException.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Reference values that others wrote: samples of the Veraison project.
class CorimTest {
  private static Bytes sample(String name) throws Exception {
    Path file = Vectors.directory().resolve("sev-snp/corim/corim-sevsnp-" + name + ".cbor");
    if (!Files.isReadable(file)) {
      System.err.println("NOT TESTED: no sample " + file);
      Assumptions.abort("NOT TESTED: no sample " + file);
    }
    return Bytes.copyOf(Files.readAllBytes(file));
  }

  @Test
  void readsReferenceValues() throws Exception {
    Corim corim = CorimReader.read(sample("valid"), List.of());

    assertThat(corim.profile()).isEqualTo(Corim.SEV_SNP);
    assertThat(corim.signed()).isFalse();
    assertThat(corim.trustAnchors()).isEqualTo(1);
    Map<Integer, Corim.Value> values = corim.references().getFirst().values();
    assertThat(values).hasSize(18);
    assertThat(values.get(1)).isEqualTo(new Corim.Svn(0, true));
    assertThat(values.get(6))
        .isEqualTo(new Corim.Svn(Long.parseUnsignedLong("15208092991676743683"), false));
    assertThat(values.get(3330)).isEqualTo(new Corim.Version("1.55.8"));
    assertThat(values.get(641)).isInstanceOf(Corim.Digests.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bad-refval-key|a measurement key that is no number",
        "bad-refval-no-key|a measurement without a key",
        "bad-ta-no-model|a trust anchor without vendor or model",
        "bad-ta-no-vendor|a trust anchor without vendor or model"
      })
  void refusesBrokenOnesByName(String name, String reason) throws Exception {
    Bytes broken = sample(name);
    assertThatExceptionOfType(ResultException.class)
        .isThrownBy(() -> CorimReader.read(broken, List.of()))
        .withMessage("malformed: " + reason);
  }

  @Test
  void makesADraftOfAPolicy() throws Exception {
    CorimPolicy draft = CorimPolicy.ofSevSnp(CorimReader.read(sample("valid"), List.of()), 0);

    JsonNode policy = JsonNode.parse(draft.json());
    assertThat(policy.member("kind").text()).isEqualTo("sev-snp");
    assertThat(
            policy
                .member("measurement")
                .member("require")
                .items()
                .getFirst()
                .member("value")
                .text())
        .startsWith("7699e6ac12ccdfd1dfac70e6")
        .hasSize(96);
    assertThat(policy.member("vmpl").member("require").items().getFirst().integer(0, 3)).isZero();
    assertThat(draft.undecided())
        .containsExactly("product", "chip", "minimumTcb", "idKey", "hostData", "nonce", "userData");
    assertThatExceptionOfType(ResultException.class)
        .isThrownBy(() -> CorimPolicy.ofSevSnp(CorimReader.read(sample("valid"), List.of()), 1));
  }

  @Test
  void believesSignaturesOfGivenKeysOnly() throws Exception {
    KeyPair key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    KeyPair other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Bytes unsigned = sample("valid");
    Bytes signed = signed(unsigned, key);

    Corim corim = CorimReader.read(signed, List.of(other.getPublic(), key.getPublic()));
    assertThat(corim.signed()).isTrue();
    assertThat(corim.references()).isEqualTo(CorimReader.read(unsigned, List.of()).references());
    for (List<java.security.PublicKey> keys :
        List.of(List.<java.security.PublicKey>of(), List.of(other.getPublic()))) {
      assertThatExceptionOfType(ResultException.class)
          .isThrownBy(() -> CorimReader.read(signed, keys))
          .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.SIGNATURE));
    }
    // Who gives keys wants a signature.
    assertThatExceptionOfType(ResultException.class)
        .isThrownBy(() -> CorimReader.read(unsigned, List.of(key.getPublic())))
        .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.SIGNATURE));
  }

  @Test
  void namesWhatIsWrongWithHostileOnes() throws Exception {
    byte[] good = sample("valid").toByteArray();
    Random random = new Random(5);
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = good.clone();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        bytes[random.nextInt(730)] = (byte) random.nextInt(256);
      }
      try {
        Corim corim = CorimReader.read(Bytes.copyOf(bytes), List.of());
        for (int at = 0; at < corim.references().size(); at++) {
          assertThat(CorimPolicy.ofSevSnp(corim, at).json()).isNotEmpty();
        }
      } catch (ResultException e) {
        assertThat(e.problem())
            .isIn(Problem.MALFORMED, Problem.PROFILE, Problem.SIGNATURE, Problem.NOT_EXPRESSIBLE);
      }
    }
  }

  private static Bytes signed(Bytes payload, KeyPair key) throws Exception {
    Bytes header = new CborWriter().map(1).integer(1).integer(-8).toBytes();
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(key.getPrivate());
    new CoseSign1(header, true, payload, 0, Bytes.EMPTY).signedPrefix().updateTo(signature);
    payload.updateTo(signature);
    return new CborWriter()
        .tag(18)
        .array(4)
        .bytes(header)
        .map(0)
        .bytes(payload)
        .bytes(Bytes.copyOf(signature.sign()))
        .toBytes();
  }
}
