// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.encoding.Bech32.Variant;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Bech32Test {
  /// Source: BIP-173, "Test vectors".
  @ParameterizedTest
  @ValueSource(
      strings = {
        "A12UEL5L",
        "a12uel5l",
        "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
        "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
        "11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc8247j",
        "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
        "?1ezyfcl"
      })
  void bech32(String text) throws UndecodableException {
    Bech32 decoded = Bech32.decode(text);
    assertThat(decoded.variant()).isEqualTo(Variant.BECH32);
    assertThat(decoded.encode()).isEqualTo(text.toLowerCase(Locale.ROOT));
  }

  /// Source: BIP-350, "Test vectors for Bech32m".
  @ParameterizedTest
  @ValueSource(
      strings = {
        "A1LQFN3A",
        "a1lqfn3a",
        "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
        "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
        "11llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllludsr8",
        "split1checkupstagehandshakeupstreamerranterredcaperredlc445v",
        "?1v759aa"
      })
  void bech32m(String text) throws UndecodableException {
    Bech32 decoded = Bech32.decode(text);
    assertThat(decoded.variant()).isEqualTo(Variant.BECH32M);
    assertThat(decoded.encode()).isEqualTo(text.toLowerCase(Locale.ROOT));
  }

  /// Source: BIP-173 and BIP-350, the invalid ones.
  @ParameterizedTest
  @ValueSource(
      strings = {
        " 1nwldj5",
        "\u007f1axkwrx",
        "\u00801eym55h",
        "an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx",
        "pzry9x0s0muk",
        "1pzry9x0s0muk",
        "x1b4n0q5v",
        "li1dgmt3",
        "de1lg7wt\u00ff",
        "A1G7SGD8",
        "10a06t8",
        "1qzzfhee",
        " 1xj0phk",
        "\u007f1g6xzxy",
        "\u00801vctc34",
        "qyrz8wqd2c9m",
        "1qyrz8wqd2c9m",
        "y1b0jsk6g",
        "lt1igcx5c0",
        "in1muywd",
        "mm1crxm3i",
        "au1s5cgom",
        "M1VUXWEZ",
        "16plkw9",
        "1p2gdwpf"
      })
  void invalid(String text) {
    assertThatThrownBy(() -> Bech32.decode(text)).isInstanceOf(UndecodableException.class);
  }

  @Test
  void foreignLettersDontBecomeAsciiInLowerCase() {
    // The Kelvin sign's lower case is k.
    assertThatThrownBy(() -> Bech32.decode("\u212a1V759AA"))
        .isInstanceOf(UndecodableException.class);
  }

  @Test
  void upToFourWrongCharactersAreNoticed() {
    String good = "split1checkupstagehandshakeupstreamerranterredcaperredlc445v";
    Random random = new Random(350);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(good);
      for (int j = random.nextInt(4); j >= 0; j--) {
        text.setCharAt(
            6 + random.nextInt(good.length() - 6),
            "qpzry9x8gf2tvdw0s3jn54khce6mua7l".charAt(random.nextInt(32)));
      }
      if (!text.toString().equals(good)) {
        assertThatThrownBy(() -> Bech32.decode(text.toString()))
            .isInstanceOf(UndecodableException.class);
      }
    }
  }

  @Test
  void groupsOfFiveBits() throws UndecodableException {
    Random random = new Random(5);
    for (int length = 0; length < 60; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      Bytes data = Bytes.copyOf(bytes);
      assertThat(Bech32.toBytes(Bech32.toGroups(data))).isEqualTo(data);
    }
    for (String padding : new String[] {"001f01", "00", "1f1f1f"}) {
      assertThatThrownBy(() -> Bech32.toBytes(Bytes.fromHex(padding)))
          .isInstanceOf(UndecodableException.class);
    }
  }
}
