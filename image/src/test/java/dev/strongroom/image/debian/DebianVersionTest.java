// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DebianVersionTest {
  /// Each greater than the one before.
  private static final List<String> SORTED =
      List.of(
          "0~~a",
          "0~",
          "0",
          "0+a",
          "1.0~beta1~svn1245",
          "1.0~beta1",
          "1.0",
          "1.0-0+deb1",
          "1.0-1",
          "1.0-1+b1",
          "1.0-1.1",
          "1.0-9",
          "1.0-10",
          "1.0+really0.9",
          "1.0.1",
          "1.0.a",
          "1.2a",
          "1.2ab",
          "1.2.0",
          "1.10",
          "2.41-12+deb13u4",
          "2.41-12+deb13u10",
          "1:0.1",
          "1:0.1-1",
          "2:0.0.1",
          "10:0");

  @Test
  void theOrderIsThePolicys() {
    List<DebianVersion> shuffled =
        new ArrayList<>(SORTED.stream().map(DebianVersion::new).toList());
    Collections.shuffle(shuffled, new Random(1));
    Collections.sort(shuffled);
    assertThat(shuffled).map(DebianVersion::text).containsExactlyElementsOf(SORTED);
  }

  @Test
  void someAreTheSame() {
    assertThat(new DebianVersion("0:1.01-0")).isEqualByComparingTo(new DebianVersion("1.1"));
    assertThat(new DebianVersion("1.0-")).isEqualByComparingTo(new DebianVersion("1.0"));
    assertThat(new DebianVersion("1:1.2").withoutEpoch()).isEqualTo("1.2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1 2", "a:1", "1/2", "1\n", ":1", "12345678901:1"})
  void anythingElseIsNoVersion(String text) {
    assertThatThrownBy(() -> new DebianVersion(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
