// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Texts are cut so that nothing of them is lost.
class CutterTest {
  private final Random random = new Random(4);

  private String text(int length) {
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      switch (random.nextInt(9)) {
        case 0 -> text.append("\n\n");
        case 1 -> text.append("\n");
        case 2 -> text.append(". ");
        case 3 -> text.append(" ");
        case 4 -> text.append("😀".repeat(random.nextInt(2000)));
        default -> text.append("x".repeat(random.nextInt(40)));
      }
    }
    return text.toString();
  }

  @Test
  void coversEverythingThatIsntBlank() {
    for (int i = 0; i < 300; i++) {
      String text = text(random.nextInt(20_000));
      int covered = 0;
      for (Cutter.Stretch stretch : Cutter.cut(text)) {
        String passage = text.substring(stretch.from(), stretch.to());
        assertThat(passage.length()).isBetween(1, Cutter.MOST);
        assertThat(passage).isEqualTo(Bytes.utf8(passage).asUtf8());
        if (stretch.from() > covered) {
          assertThat(text.substring(covered, stretch.from())).isBlank();
        }
        assertThat(stretch.to()).isGreaterThan(covered);
        covered = stretch.to();
      }
      assertThat(text.substring(covered)).isBlank();
    }
  }

  @Test
  void passagesOverlap() {
    List<Cutter.Stretch> stretches = Cutter.cut("word ".repeat(2000));
    assertThat(stretches).hasSizeGreaterThan(5);
    for (int i = 1; i < stretches.size(); i++) {
      assertThat(stretches.get(i - 1).to() - stretches.get(i).from()).isBetween(1, Cutter.MOST);
    }
    assertThat(Cutter.cut("")).isEmpty();
    assertThat(Cutter.cut(" \n".repeat(5000))).isEmpty();
  }
}
