// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.evm.fixtures.EvmKey;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvmSignaturesTest {
  private static final BigInteger ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
  private static final EvmKey KEY = EvmKey.of("46".repeat(32));
  private static final Bytes DIGEST = Keccak.hash(Bytes.utf8("something"));
  private static final String R = KEY.sign(DIGEST).slice(0, 32).hex();
  private static final String S = KEY.sign(DIGEST).slice(32, 64).hex();

  @Test
  void recoversTheKeyFromEitherFormOfTheLastByte() throws UndecodableException {
    Bytes signature = KEY.sign(DIGEST);
    assertThat(EvmSignatures.recover(DIGEST, signature)).isEqualTo(KEY.publicKey());
    assertThat(EvmSignatures.recover(DIGEST, EvmSignatures.written(signature)))
        .isEqualTo(KEY.publicKey());
    assertThat(EvmSignatures.verify(KEY.publicKey(), DIGEST, signature)).isTrue();
    assertThat(EvmSignatures.verify(KEY.publicKey(), DIGEST, signature.slice(0, 64))).isTrue();
  }

  @Test
  void verifiesNothingElse() {
    Bytes signature = KEY.sign(DIGEST);
    PublicKey other = EvmKey.of("45".repeat(32)).publicKey();
    Bytes otherDigest = Keccak.hash(DIGEST);
    for (int length : new int[] {64, 65}) {
      Bytes part = signature.slice(0, length);
      assertThat(EvmSignatures.verify(other, DIGEST, part)).isFalse();
      assertThat(EvmSignatures.verify(KEY.publicKey(), otherDigest, part)).isFalse();
      assertThat(EvmSignatures.verify(KEY.publicKey(), DIGEST.slice(0, 31), part)).isFalse();
    }
    for (int length : new int[] {0, 63}) {
      assertThat(EvmSignatures.verify(KEY.publicKey(), DIGEST, signature.slice(0, length)))
          .isFalse();
    }
    assertThat(
            EvmSignatures.verify(
                new PublicKey(Curve.P256, KEY.publicKey().encoded()), DIGEST, signature))
        .isFalse();
  }

  @Test
  void takesOnlyOneFormOfASignature() {
    String high = hex(ORDER.subtract(new BigInteger(S, 16)));
    for (String wrong :
        List.of(
            // The same signature turned around (EIP-2), which other verifiers take.
            R + high + "00",
            R + high + "01",
            R + S + "02",
            R + S + "1a",
            R + S + "1d",
            R + S + "ff",
            hex(BigInteger.ZERO) + S + "00",
            R + hex(BigInteger.ZERO) + "00",
            hex(ORDER) + S + "00",
            hex(ORDER.add(BigInteger.ONE)) + S + "00",
            R + hex(ORDER) + "00",
            // 5 is no point's x.
            hex(BigInteger.valueOf(5)) + S + "00",
            R + S,
            R + S + "0000")) {
      assertThatThrownBy(() -> EvmSignatures.recover(DIGEST, Bytes.fromHex(wrong)))
          .as(wrong)
          .isInstanceOf(UndecodableException.class);
    }
    assertThat(EvmSignatures.verify(KEY.publicKey(), DIGEST, Bytes.fromHex(R + high))).isFalse();
  }

  @Test
  void readsSignedTransactions() throws UndecodableException {
    // The example of EIP-155.
    String head =
        "098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a764000080";
    String tail =
        "a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276"
            + "a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83";
    SignedEvmTransaction signed =
        SignedEvmTransaction.parse(Bytes.fromHex("f86c" + head + "25" + tail));
    assertThat(signed.signer()).isEqualTo(KEY.publicKey());
    assertThat(signed.transaction().unsigned().hex()).isEqualTo("ec" + head + "018080");
    for (String v : List.of("80", "01", "1a", "1d", "22", "23", "24")) {
      assertThatThrownBy(() -> SignedEvmTransaction.parse(Bytes.fromHex("f86c" + head + v + tail)))
          .as(v)
          .isInstanceOf(UndecodableException.class);
    }
    // The fields of the unsigned form, with a signature behind them.
    assertThatThrownBy(
            () -> SignedEvmTransaction.parse(Bytes.fromHex("f86f" + head + "018080" + "1b" + tail)))
        .isInstanceOfSatisfying(
            UndecodableException.class, e -> assertThat(e.code()).isEqualTo("fields"));
    for (String wrong : List.of("", "c0", "c3808080", "02", "02c0", "80", "03c0")) {
      assertThatThrownBy(() -> SignedEvmTransaction.parse(Bytes.fromHex(wrong)))
          .as(wrong)
          .isInstanceOf(UndecodableException.class);
    }
  }

  private static String hex(BigInteger number) {
    return String.format("%064x", number);
  }
}
