// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import java.math.BigInteger;
import java.util.Random;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EcdsaValueTest {
  /// Against Bouncy Castle, with numbers of all lengths.
  @ParameterizedTest
  @EnumSource
  void isWhatAnotherLibrarySays(SigningAlgorithm algorithm) throws Exception {
    Random random = new Random(7);
    BigInteger order = BigInteger.ONE.shiftLeft(algorithm.width() * 8 - 1);
    for (int bits = 1; bits < algorithm.width() * 8; bits++) {
      BigInteger r = new BigInteger(bits, random).max(BigInteger.ONE);
      BigInteger s = new BigInteger(algorithm.width() * 8 - 1, random).max(BigInteger.ONE);
      Bytes der = Bytes.copyOf(StandardDSAEncoding.INSTANCE.encode(order, r, s));
      Bytes plain = Bytes.copyOf(PlainDSAEncoding.INSTANCE.encode(order, r, s));
      assertThat(EcdsaValue.fullWidth(algorithm, der)).contains(plain);
      for (int length = 0; length < der.length(); length++) {
        assertThat(EcdsaValue.fullWidth(algorithm, der.slice(0, length))).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "30",
        "3000",
        "3003020101",
        "300602010102010100",
        "3006020181020101",
        "30060201010201",
        "300602010103010100",
        "30810602010102010a",
        "3005020002020101"
      })
  void anythingElseIsRefused(String der) {
    assertThat(EcdsaValue.fullWidth(SigningAlgorithm.ES256, Bytes.fromHex(der))).isEmpty();
  }

  @Test
  void numbersOfAnotherCurveAreRefused() {
    Bytes wide = Bytes.fromHex("3046" + "0221" + "01".repeat(33) + "0221" + "01".repeat(33));
    assertThat(EcdsaValue.fullWidth(SigningAlgorithm.ES256, wide)).isEmpty();
    assertThat(EcdsaValue.fullWidth(SigningAlgorithm.ES384, wide)).isPresent();
  }
}
