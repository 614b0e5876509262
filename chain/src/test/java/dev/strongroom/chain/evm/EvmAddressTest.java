// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.UndecodableException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvmAddressTest {
  /// The test cases of EIP-55.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x27b1fdb04752bbc536007a920d24acb045561c26",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"
      })
  void readsAndPrintsChecksums(String text) throws UndecodableException {
    EvmAddress address = EvmAddress.parse(text);
    assertThat(address.text()).isEqualTo(text);
    assertThat(EvmAddress.parse(text.toLowerCase(Locale.ROOT))).isEqualTo(address);
    assertThat(EvmAddress.parse("0x" + text.substring(2).toUpperCase(Locale.ROOT)))
        .isEqualTo(address);
  }

  @Test
  void refusesEachLetterOfTheWrongCase() {
    String right = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    int letters = 0;
    for (int i = 2; i < right.length(); i++) {
      char each = right.charAt(i);
      if (Character.isLetter(each)) {
        char other =
            Character.isUpperCase(each) ? Character.toLowerCase(each) : Character.toUpperCase(each);
        String wrong = right.substring(0, i) + other + right.substring(i + 1);
        letters++;
        assertThatThrownBy(() -> EvmAddress.parse(wrong))
            .isInstanceOfSatisfying(
                UndecodableException.class,
                e -> assertThat(e.code()).isEqualTo("address-checksum"));
      }
    }
    assertThat(letters).isGreaterThan(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0x",
        "27b1fdb04752bbc536007a920d24acb045561c26",
        "0X27b1fdb04752bbc536007a920d24acb045561c26",
        "0x27b1fdb04752bbc536007a920d24acb045561c2",
        "0x27b1fdb04752bbc536007a920d24acb045561c260",
        "0x27b1fdb04752bbc536007a920d24acb045561c2g",
        " 0x27b1fdb04752bbc536007a920d24acb045561c26",
        "0x27b1fdb04752bbc536007a920d24acb045561c26\n",
        "0x٢7b1fdb04752bbc536007a920d24acb045561c26"
      })
  void refusesWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> EvmAddress.parse(text))
        .isInstanceOfSatisfying(
            UndecodableException.class, e -> assertThat(e.code()).isEqualTo("address"));
  }

  @Test
  void refusesKeysOfOtherCurvesAndBytesThatAreNoPoint() {
    assertThatThrownBy(
            () -> EvmAddress.of(new PublicKey(Curve.P256, Bytes.fromHex("02" + "11".repeat(32)))))
        .isInstanceOfSatisfying(
            UndecodableException.class, e -> assertThat(e.code()).isEqualTo("key-curve"));
    for (String point : new String[] {"02" + "ff".repeat(32), "04" + "11".repeat(32)}) {
      assertThatThrownBy(() -> EvmAddress.of(new PublicKey(Curve.SECP256K1, Bytes.fromHex(point))))
          .isInstanceOfSatisfying(
              UndecodableException.class, e -> assertThat(e.code()).isEqualTo("key-point"));
    }
  }
}
