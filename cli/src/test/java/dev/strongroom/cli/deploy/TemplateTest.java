// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Places are filled, or it fails.
class TemplateTest {
  private static final Map<String, String> VALUES =
      Map.of("a", "$1 \\", "long-name", "two", "nested", "@{a}", "nothing", "");

  @Test
  void fillsPlacesAndLeavesOtherLanguagesAlone() {
    Set<String> used = new HashSet<>();
    assertThat(new Template("t", "x @{a} ${a} %i @{long-name}@x @a").filled(VALUES, used))
        .isEqualTo("x $1 \\ ${a} %i two@x @a");
    assertThat(used).containsExactlyInAnyOrder("a", "long-name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"@{b}", "@{}", "@{A}", "@{a", "@{a b}", "@{nested}", "@{nothing}"})
  void leavesNoPlaceOpen(String text) {
    assertThatThrownBy(() -> new Template("t", text).filled(VALUES, new HashSet<>()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("t: ");
  }

  @Test
  void missesNoValue() {
    assertThatThrownBy(
            () -> Templates.filled("ec2", List.of("host/strongroom.sysusers"), Map.of("a", "b")))
        .hasMessage("ec2: no place for [a]");
  }
}
