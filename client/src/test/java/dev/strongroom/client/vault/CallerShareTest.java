// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.json.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a user adds to a key is sent as it was typed, and wiped.
class CallerShareTest {
  private static JsonNode sent(Map<String, ?> members) throws Exception {
    return JsonNode.parse(new String(RequestBody.encoded(members), StandardCharsets.UTF_8));
  }

  @Test
  void passwordsArriveAsTheyWereTyped() throws Exception {
    StringBuilder controls = new StringBuilder();
    for (char one = 0; one < 0x80; one++) {
      controls.append(one);
    }
    for (String password :
        List.of(
            "x", "\"", "\\", "a\"b\\c", "bättery", "\ud83d\udd11", " \t ", controls.toString())) {
      try (CallerShare share = CallerShare.ofPassword(password.toCharArray())) {
        JsonNode alone = sent(Map.of("share", share)).member("share");
        assertThat(alone.names()).containsExactly("password");
        assertThat(alone.member("password").anyText()).isEqualTo(password);
        JsonNode beside = sent(Map.of("share", share, "form", "message", "zeta", true));
        assertThat(beside.names()).containsExactlyInAnyOrder("form", "share", "zeta");
        assertThat(beside.member("share").member("password").anyText()).isEqualTo(password);
      }
    }
    assertThatThrownBy(() -> CallerShare.ofPassword(new char[] {'a', '\ud83d'}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void secretsAreDigits() throws Exception {
    byte[] secret = new byte[32];
    secret[0] = (byte) 0xf1;
    secret[31] = 0x0a;
    try (CallerShare share = CallerShare.ofSecret(secret)) {
      assertThat(sent(Map.of("share", share)).member("share").member("secret").text())
          .isEqualTo("f1" + "00".repeat(30) + "0a");
    }
    assertThatThrownBy(() -> CallerShare.ofSecret(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aClosedShareIsWipedAndNeverShown() {
    char[] password = "tell nobody".toCharArray();
    CallerShare share = CallerShare.ofPassword(password);
    Map<String, Object> members = new HashMap<>(Map.of("share", share));
    assertThat(members.toString()).doesNotContain("nobody");
    share.close();
    assertThatThrownBy(share::json).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> RequestBody.encoded(members))
        .isInstanceOf(IllegalStateException.class);
  }
}
