// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.json.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A vault that is tried out takes passkeys of the page that it serves itself.
class DefaultVaultTest {
  private static List<?> origins(int port) throws Exception {
    String member = DefaultVault.settings(true, port).orElseThrow();
    JsonNode passkeys =
        JsonNode.parse("{" + member + "}").member("vault").member("people").member("passkeys");
    assertThat(passkeys.member("relyingParty").text()).isEqualTo("localhost");
    return passkeys.member("origins").items().stream().map(JsonNode::value).toList();
  }

  @Test
  void ofItsPortAsBrowsersWriteIt() throws Exception {
    assertThat(origins(8443)).isEqualTo(List.of("https://localhost:8443"));
    assertThat(origins(443)).isEqualTo(List.of("https://localhost"));
  }

  @Test
  void ofNoneWhereThePortIsntKnownOrThereIsNoVault() {
    assertThat(DefaultVault.settings(true, 0)).isEmpty();
    assertThat(DefaultVault.settings(false, 8443)).isEmpty();
  }
}
