// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.channel.custody.MalformedMnemonicException.Fault;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Words, entropy and seeds are those of the specification's vectors; other words are refused.
class MnemonicTest {
  private static final String ABOUT = "abandon ".repeat(11) + "about";

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void bip39() throws Exception {
    List<String[]> vectors;
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(MnemonicTest.class.getResourceAsStream("bip39.txt")),
                StandardCharsets.UTF_8))) {
      vectors =
          in.lines()
              .filter(line -> !line.startsWith("#"))
              .map(line -> line.split("\\|", -1))
              .toList();
    }
    assertThat(vectors).hasSize(24);
    for (String[] vector : vectors) {
      byte[] entropy = HexFormat.of().parseHex(vector[0]);
      assertThat(Mnemonic.words(entropy)).isEqualTo(ascii(vector[1]));
      assertThat(Mnemonic.entropy(ascii(vector[1]))).isEqualTo(entropy);
      assertThat(Mnemonic.seed(ascii(vector[1]), ascii("TREZOR")))
          .isEqualTo(HexFormat.of().parseHex(vector[2]));
    }
  }

  @Test
  void wordsThatArentAMnemonicAreRefusedByName() throws Exception {
    Map<String, Fault> wrong =
        Map.ofEntries(
            Map.entry("", Fault.WORD_COUNT),
            Map.entry("abandon", Fault.WORD_COUNT),
            Map.entry("abandon ".repeat(12) + "about", Fault.WORD_COUNT),
            Map.entry(ABOUT + " ", Fault.WORD_COUNT),
            Map.entry("abandon ".repeat(26) + "about", Fault.WORD_COUNT),
            Map.entry("abandonabandon".repeat(20) + " ".repeat(11), Fault.WORD_COUNT),
            Map.entry(" ".repeat(11), Fault.UNKNOWN_WORD),
            Map.entry(ABOUT.replace("about", "About"), Fault.UNKNOWN_WORD),
            Map.entry(ABOUT.replace("about", "abou"), Fault.UNKNOWN_WORD),
            Map.entry(ABOUT.replace("about", "zzz"), Fault.UNKNOWN_WORD),
            Map.entry(ABOUT.replace("about", "abandon"), Fault.CHECKSUM),
            Map.entry("about " + "abandon ".repeat(10) + "abandon", Fault.CHECKSUM));
    for (Map.Entry<String, Fault> one : wrong.entrySet()) {
      assertThatThrownBy(() -> Mnemonic.entropy(ascii(one.getKey())))
          .as(one.getKey())
          .isInstanceOfSatisfying(
              MalformedMnemonicException.class,
              e -> assertThat(e.fault()).isEqualTo(one.getValue()));
    }
    for (int length : new int[] {0, 15, 17, 33, 36}) {
      assertThatThrownBy(() -> Mnemonic.words(new byte[length]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
