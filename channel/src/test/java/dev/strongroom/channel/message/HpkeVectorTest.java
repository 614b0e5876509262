// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContext;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// That the library does what RFC 9180 says. The first row is its appendix A.1.1 (base mode,
/// DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM). The appendix has no vector for this KEM
/// with AES-256-GCM: the second row is the same input under that AEAD, computed with HMAC, X25519
/// and AES-GCM of another library by a program that also gives the first row.
class HpkeVectorTest {
  private static final String INFO = "4f6465206f6e2061204772656369616e2055726e";
  private static final String PLAINTEXT =
      "4265617574792069732074727574682c20747275746820626561757479";
  private static final String EPHEMERAL =
      "52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736";
  private static final String RECIPIENT =
      "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8";
  private static final String ENCAPSULATED =
      "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431";

  private static AsymmetricCipherKeyPair pair(String hex) {
    X25519PrivateKeyParameters key =
        new X25519PrivateKeyParameters(Bytes.fromHex(hex).toByteArray(), 0);
    return new AsymmetricCipherKeyPair(key.generatePublicKey(), key);
  }

  @ParameterizedTest
  @CsvSource({
    "1, f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a,"
        + " af2d7e9ac9ae7e270f46ba1f975be53c09f8d875bdc8535458c2494e8a6eab251c03d0c22a56b8ca42c2063b84,"
        + " e9e43065102c3836401bed8c3c3c75ae46be1639869391d62c61f1ec7af54931",
    "2, 090b7dc225419f7da9e8b460becfbb96a26c7964d79b8010d397fa838530a32a397b14f5776db19ff5e57734e0,"
        + " 05cbb27ea0f48fa8768a10c9f2f1438233f63104bf68d51abf26f0aae2c62a449d5cf7e8b73791a4e55d79b650,"
        + " a1f0b0587d1a613ebc7719b3c66272251beccc161f139aeec40ec11053530e26"
  })
  void sealsOpensAndExportsAsPublished(short aead, String first, String second, String export)
      throws Exception {
    HPKE suite = new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, aead);
    byte[] info = Bytes.fromHex(INFO).toByteArray();
    byte[] plaintext = Bytes.fromHex(PLAINTEXT).toByteArray();
    AsymmetricCipherKeyPair recipient = pair(RECIPIENT);
    HPKEContextWithEncapsulation sender =
        suite.setupBaseS(recipient.getPublic(), info, pair(EPHEMERAL));
    assertThat(Bytes.copyOf(sender.getEncapsulation()).hex()).isEqualTo(ENCAPSULATED);
    HPKEContext receiver = suite.setupBaseR(sender.getEncapsulation(), recipient, info);
    int count = 0;
    for (String expected : new String[] {first, second}) {
      byte[] aad = ("Count-" + count++).getBytes(StandardCharsets.US_ASCII);
      byte[] sealed = sender.seal(aad, plaintext);
      assertThat(Bytes.copyOf(sealed).hex()).isEqualTo(expected);
      assertThat(receiver.open(aad, sealed)).isEqualTo(plaintext);
    }
    byte[] context = "TestContext".getBytes(StandardCharsets.US_ASCII);
    assertThat(Bytes.copyOf(sender.export(context, 32)).hex()).isEqualTo(export);
    assertThat(Bytes.copyOf(receiver.export(context, 32)).hex()).isEqualTo(export);
  }
}
