// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Text out of pieces is the same, wherever the pieces are cut.
class TextPiecesTest {
  private final Random random = new Random(1);

  @Test
  void charactersAreHeldBackUntilTheyAreWhole() {
    Utf8Text text = new Utf8Text();
    assertThat(text.add(bytes("61c3"))).isEqualTo("a");
    assertThat(text.add(bytes("a9f09f"))).isEqualTo("é");
    assertThat(text.add(bytes("99"))).isEmpty();
    assertThat(text.add(bytes("8262"))).isEqualTo("🙂b");
    assertThat(text.end()).isEmpty();
  }

  @Test
  void whatCannotBecomeWholeIsReplaced() {
    Utf8Text text = new Utf8Text();
    assertThat(text.add(bytes("c3"))).isEmpty();
    assertThat(text.add(bytes("41"))).isEqualTo("\ufffdA");
    assertThat(text.add(bytes("ff"))).isEqualTo("\ufffd");
    assertThat(text.add(bytes("f09f99"))).isEmpty();
    assertThat(text.end()).isEqualTo("\ufffd");
    assertThat(text.end()).isEmpty();
  }

  @Test
  void cutsMakeNoDifference() {
    byte[] likely = {'a', (byte) 0xc3, (byte) 0xa9, (byte) 0xf0, (byte) 0x9f, (byte) 0x99, -1, 0};
    for (int round = 0; round < 20_000; round++) {
      byte[] all = new byte[random.nextInt(12)];
      for (int i = 0; i < all.length; i++) {
        all[i] = likely[random.nextInt(likely.length)];
      }
      Utf8Text text = new Utf8Text();
      StringBuilder out = new StringBuilder();
      for (int from = 0; from < all.length; ) {
        int to = from + 1 + random.nextInt(all.length - from);
        out.append(text.add(Bytes.copyOf(all).slice(from, to)));
        from = to;
      }
      out.append(text.end());
      assertThat(out.toString()).isEqualTo(new String(all, StandardCharsets.UTF_8));
    }
  }

  @Test
  void stopsEndTextWhereverTheyAreCut() {
    List<String> stops = List.of("ab", "aac", "ccc");
    for (int round = 0; round < 20_000; round++) {
      StringBuilder all = new StringBuilder();
      for (int i = random.nextInt(14); i > 0; i--) {
        all.append("abcd".charAt(random.nextInt(4)));
      }
      StopTexts scan = new StopTexts(stops);
      StringBuilder out = new StringBuilder();
      for (int from = 0; from < all.length(); ) {
        int to = from + 1 + random.nextInt(all.length() - from);
        String certain = scan.add(all.substring(from, to));
        out.append(certain);
        // Nothing was given out that a stop would have taken back.
        assertThat(all.toString()).startsWith(out.toString());
        assertThat(endOf(all.toString(), stops)).isGreaterThanOrEqualTo(out.length());
        from = to;
      }
      out.append(scan.end());
      int end = endOf(all.toString(), stops);
      assertThat(out.toString()).isEqualTo(all.substring(0, end));
      assertThat(scan.found().isPresent()).isEqualTo(end < all.length());
    }
  }

  private static int endOf(String text, List<String> stops) {
    return stops.stream().mapToInt(text::indexOf).filter(at -> at >= 0).min().orElse(text.length());
  }

  @Test
  void firstOfTheListIsNamed() {
    StopTexts scan = new StopTexts(List.of("b", "bc"));
    assertThat(scan.add("abc")).isEqualTo("a");
    assertThat(scan.found()).hasValue("b");
    assertThat(scan.add("more")).isEmpty();
  }

  @Test
  void withoutStopsNothingIsHeldBack() {
    StopTexts scan = new StopTexts(new ArrayList<>());
    assertThat(scan.add("abc")).isEqualTo("abc");
    assertThat(scan.end()).isEmpty();
  }

  private static Bytes bytes(String hex) {
    return Bytes.fromHex(hex);
  }
}
