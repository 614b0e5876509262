// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Addresses of sources.
class SourceRevisionTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  @ParameterizedTest
  @CsvSource({
    "https://example.com/app.git, https://example.com/app.git",
    "https://user:token@example.com/app.git, https://example.com/app.git",
    "https://token@example.com:8443/app.git, https://example.com:8443/app.git",
    "ssh://git@example.com/app.git, ssh://git@example.com/app.git",
    "ssh://git:secret@example.com/app.git, ssh://git@example.com/app.git",
    "git@example.com:org/app.git, ssh://git@example.com/org/app.git",
  })
  void leavesSecretsOut(String address, String expected) {
    assertThat(SourceRevision.of(address, COMMIT).repository()).hasToString(expected);
  }

  @Test
  void readsAddressAndCommit() {
    String text = "ssh://git@example.com/app.git@" + COMMIT;
    assertThat(SourceRevision.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        COMMIT,
        "@" + COMMIT,
        "https://example.com/app.git",
        "https://example.com/app.git@main",
        "https://example.com/app.git@0123",
        "/tmp/app@" + COMMIT,
        "file:///tmp/app@" + COMMIT,
        "https:///app@" + COMMIT,
        "https://a b/@" + COMMIT,
      })
  void refusesWhatNobodyElseReaches(String text) {
    assertThatThrownBy(() -> SourceRevision.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
