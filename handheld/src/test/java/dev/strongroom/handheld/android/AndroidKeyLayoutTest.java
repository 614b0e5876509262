// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.handheld.HandheldEvidence;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.DERNull;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How chains come, and what isn't one.
class AndroidKeyLayoutTest {
  private static final ForgedChain CHAIN = new ForgedChain();

  private static String pem(List<Bytes> chain) {
    StringBuilder text = new StringBuilder();
    for (Bytes certificate : chain) {
      text.append("-----BEGIN CERTIFICATE-----\n")
          .append(Base64.getMimeEncoder().encodeToString(certificate.toByteArray()))
          .append("\n-----END CERTIFICATE-----\n");
    }
    return text.toString();
  }

  @Test
  void pemAndDerAreTheSameChain() throws Exception {
    List<Bytes> chain = CHAIN.chain();
    StringBuilder der = new StringBuilder();
    chain.forEach(certificate -> der.append(certificate.hex()));
    Bytes encoded = Bytes.fromHex(der.toString());
    Bytes text = Bytes.utf8("\r\n" + pem(chain));
    assertThat(HandheldEvidence.recognises(encoded)).isTrue();
    assertThat(HandheldEvidence.recognises(text)).isTrue();
    assertThat(AndroidKeyEvidence.parse(encoded).chain()).isEqualTo(chain);
    assertThat(AndroidKeyEvidence.parse(text).chain()).isEqualTo(chain);
  }

  /// Other evidence, and certificates that attest nothing, are for others to read.
  @ParameterizedTest
  @ValueSource(strings = {"", "84", "d284", "3000", "a3", "7b7d"})
  void otherBytesArentRecognised(String hex) {
    assertThat(HandheldEvidence.recognises(Bytes.fromHex(hex))).isFalse();
  }

  @Test
  void certificatesWithoutTheExtensionArentRecognised() {
    Bytes root = ForgedChain.ROOT.certificate();
    assertThat(HandheldEvidence.recognises(root)).isFalse();
    assertThat(HandheldEvidence.recognises(Bytes.utf8(pem(List.of(root))))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "-----BEGIN CERTIFICATE-----AA, android.pem",
    "-----BEGIN CERTIFICATE-----A-----END CERTIFICATE-----, android.pem",
    "-----BEGIN CERTIFICATE-----END CERTIFICATE-----, android.pem",
    "-----BEGIN PRIVATE KEY-----AA-----END PRIVATE KEY-----, android.pem",
    "-----BEGIN CERTIFICATE-----AA==-----END CERTIFICATE-----x, android.pem",
    "-----BEGIN CERTIFICATE-----AA==-----END CERTIFICATE-----, android.chain-length",
    "0, android.der",
    "'', android.chain-length"
  })
  void whatIsntAChainIsMalformed(String text, String code) {
    assertThatThrownBy(() -> AndroidKeyEvidence.parse(Bytes.utf8(text)))
        .isInstanceOfSatisfying(
            MalformedEvidenceException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void lengthsAreLimited() {
    assertThatThrownBy(() -> HandheldEvidence.parse(Bytes.zeros(HandheldEvidence.MAX_LENGTH + 1)))
        .isInstanceOfSatisfying(
            MalformedEvidenceException.class,
            e -> assertThat(e.code()).isEqualTo("evidence.too-large"));
    assertThatThrownBy(() -> AndroidKeyEvidence.parse(Bytes.fromHex("3000".repeat(11))))
        .isInstanceOfSatisfying(
            MalformedEvidenceException.class,
            e -> assertThat(e.code()).isEqualTo("android.chain-length"));
  }

  @Test
  void allKnownTagsAreReadAndUnknownOnesNamed() throws Exception {
    ForgedKey key = new ForgedKey();
    key.hardware.put(999, DERNull.INSTANCE);
    key.software.put(12_000, DERNull.INSTANCE);
    KeyDescription description = KeyDescriptionReader.read(key.encode());
    assertThat(description.version()).isEqualTo(400);
    assertThat(description.challenge()).isEqualTo(ForgedKey.CHALLENGE);
    assertThat(description.hardware().number(KeyMintTag.OS_PATCH_LEVEL)).hasValue(202_610);
    assertThat(description.hardware().set(KeyMintTag.PURPOSE)).containsExactly(2L);
    assertThat(description.hardware().has(KeyMintTag.ROLLBACK_RESISTANCE)).isTrue();
    assertThat(description.hardware().unknown()).containsExactly(999);
    assertThat(description.software().unknown()).containsExactly(12_000);
    ForgedChain chain = new ForgedChain();
    chain.key.hardware.put(999, DERNull.INSTANCE);
    var verdict = chain.explain().verdict();
    assertThat(verdict.accepted()).isTrue();
    assertThat(verdict.check("description.tags").orElseThrow().detail()).contains("[999]");
  }

  /// A number has one way to be written, and stands once.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "3004a1020500a1020500",
        "3004a1020500",
        "30040c020500",
        "3005bf01020500",
        "3006bf8001020500",
        "3008bf8080800102",
        "3003bf8e",
        "3006bf853d820500",
        "3006bf853d840500"
      })
  void tagsAreStrict(String list) {
    assertThatThrownBy(() ->
            AuthorizationListReader.read(
                dev.strongroom.attestation.der.DerReader.of(Bytes.fromHex(list))))
        .isInstanceOf(DerException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"entries\":[]}",
        "{\"entries\":{\"AB\":{\"status\":\"REVOKED\"}}}",
        "{\"entries\":{\"1\":{}}}",
        "{\"entries\":{\"1\":{\"status\":\"REVOKED\",\"more\":1}}}",
        "{\"entries\":{\"1\":{\"status\":\"REVOKED\"},\"01\":{\"status\":\"REVOKED\"}}}",
        "{\"entries\":{},\"more\":1}"
      })
  void whatIsntAStatusListIsRefused(String json) {
    assertThatThrownBy(() -> StatusList.parse(Bytes.utf8(json), ForgedChain.FETCHED))
        .isInstanceOf(MalformedJsonException.class);
  }
}
