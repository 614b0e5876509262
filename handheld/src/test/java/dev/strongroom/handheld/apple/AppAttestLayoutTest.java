// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.apple;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.upokecenter.cbor.CBORObject;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.handheld.HandheldEvidence;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What isn't an attestation object.
class AppAttestLayoutTest {

  static Stream<Arguments> broken() {
    ForgedAttestation flagless = new ForgedAttestation();
    flagless.flags = 0;
    ForgedAttestation shortId = new ForgedAttestation();
    shortId.keyId = java.util.Optional.of(Bytes.zeros(31));
    ForgedAttestation format = new ForgedAttestation();
    format.format = "apple";
    ForgedAttestation trailing = new ForgedAttestation();
    trailing.extensions = Bytes.fromHex("a000");
    CBORObject receiptless = new ForgedAttestation().object();
    receiptless.get("attStmt").Remove("receipt");
    CBORObject more = new ForgedAttestation().object();
    more.get("attStmt").Add("ver", 1);
    CBORObject alone = new ForgedAttestation().object();
    alone.get("attStmt").get("x5c").RemoveAt(1);
    CBORObject none = new ForgedAttestation().object();
    none.Set("authData", new byte[36]);
    CBORObject key = new ForgedAttestation().object();
    byte[] data = key.get("authData").GetByteString();
    // The algorithm's value, -7, becomes -8.
    data[55 + 32 + 4] = 0x27;
    key.Set("authData", data);
    return Stream.of(
        Arguments.of("apple.credential", flagless.encoded()),
        Arguments.of("apple.credential", shortId.encoded()),
        Arguments.of("apple.format", format.encoded()),
        Arguments.of("cbor.trailing-bytes", trailing.encoded()),
        Arguments.of("apple.member", encode(receiptless)),
        Arguments.of("apple.member", encode(more)),
        Arguments.of("apple.chain-length", encode(alone)),
        Arguments.of("apple.authenticator-data", encode(none)),
        Arguments.of("apple.key", encode(key)),
        Arguments.of(
            "cbor.trailing-bytes", Bytes.fromHex(new ForgedAttestation().encoded().hex() + "00")),
        Arguments.of("cbor.truncated", Bytes.EMPTY));
  }

  private static Bytes encode(CBORObject object) {
    return Bytes.copyOf(object.EncodeToBytes());
  }

  @ParameterizedTest
  @MethodSource("broken")
  void isMalformed(String code, Bytes encoded) {
    assertThatThrownBy(() -> AppAttestEvidence.parse(encoded))
        .isInstanceOfSatisfying(
            MalformedEvidenceException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.offset()).isBetween(0, encoded.length());
            });
  }

  @Test
  void isRecognisedByContent() throws Exception {
    Bytes sample = new ForgedAttestation().encoded();
    assertThat(HandheldEvidence.recognises(sample)).isTrue();
    assertThat(HandheldEvidence.parse(sample)).isInstanceOf(AppAttestEvidence.class);
    // A passkey's, of the same layout but another format.
    ForgedAttestation other = new ForgedAttestation();
    other.format = "apple";
    assertThat(HandheldEvidence.recognises(other.encoded())).isFalse();
  }

  @Test
  void applesRootIsTheOneThatIsPinned() {
    assertThat(Sha256.of(AppleRoot.CERTIFICATE)).isEqualTo(AppleRoot.ANCHOR.sha256());
  }
}
