// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Base58Test {
  /// Source: Bitcoin Core, `src/test/data/base58_encode_decode.json`.
  @ParameterizedTest
  @CsvSource({
    "61, 2g",
    "626262, a3gV",
    "636363, aPEr",
    "73696d706c792061206c6f6e6720737472696e67, 2cFupjhnEsSn59qHXstmK2ffpLv2",
    "00eb15231dfceb60925886b67d065299925915aeb172c06647, 1NS17iag9jJgTHD1VXjvLCEnZuQ3rJDE9L",
    "516b6fcd0f, ABnLTmg",
    "bf4f89001e670274dd, 3SEo3LWLoPntC",
    "572e4794, 3EFU7m",
    "ecac89cad93923c02321, EJDM8drfXA6uyA",
    "10c8511e, Rt5zm",
    "00000000000000000000, 1111111111"
  })
  void vectors(String hex, String text) throws UndecodableException {
    assertThat(Base58.encode(Bytes.fromHex(hex))).isEqualTo(text);
    assertThat(Base58.decode(text).hex()).isEqualTo(hex);
  }

  @Test
  void emptyIsEmpty() throws UndecodableException {
    assertThat(Base58.encode(Bytes.EMPTY)).isEmpty();
    assertThat(Base58.decode("")).isEqualTo(Bytes.EMPTY);
  }

  @Test
  void whatIsEncodedIsDecoded() throws UndecodableException {
    Random random = new Random(58);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(80)];
      random.nextBytes(bytes);
      for (int zero = 0; zero < Math.min(bytes.length, random.nextInt(4)); zero++) {
        bytes[zero] = 0;
      }
      Bytes data = Bytes.copyOf(bytes);
      assertThat(Base58.decode(Base58.encode(data))).isEqualTo(data);
      assertThat(Base58Check.decode(Base58Check.encode(data))).isEqualTo(data);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "O", "I", "l", "a b", "ä", "2g ", "\u0131"})
  void otherCharactersAreRefused(String text) {
    assertThatThrownBy(() -> Base58.decode(text))
        .isInstanceOfSatisfying(
            UndecodableException.class, e -> assertThat(e.code()).isEqualTo("bad-base58"));
  }

  @Test
  void aLongTextIsRefusedUnread() {
    assertThatThrownBy(() -> Base58.decode("z".repeat(129)))
        .isInstanceOf(UndecodableException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1NS17iag9jJgTHD1VXjvLCEnZuQ3rJDE9M", "1NS17iag9jJgTHD1VXjvLCEnZuQ3rJDEL9", "2g"})
  void aWrongChecksumIsRefused(String text) {
    assertThatThrownBy(() -> Base58Check.decode(text))
        .isInstanceOfSatisfying(
            UndecodableException.class, e -> assertThat(e.code()).isEqualTo("bad-checksum"));
  }
}
