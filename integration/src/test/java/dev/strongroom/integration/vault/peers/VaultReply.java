// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.receipt.Receipt;

/// What the vault answered.
///
/// @param status of HTTP
/// @param body as JSON
record VaultReply(int status, JsonNode body) {
  VaultReply ok() {
    assertThat(status).as(String.valueOf(body.value())).isBetween(200, 201);
    return this;
  }

  /// A refusal with its name.
  VaultReply refused(String code) throws Exception {
    assertThat(status).as(String.valueOf(body.value())).isBetween(400, 599);
    assertThat(body.member("error").member("code").text())
        .as(String.valueOf(body.value()))
        .isEqualTo(code);
    return this;
  }

  /// The receipt of what was done, or of the refusal.
  Receipt receipt() throws Exception {
    JsonNode place = body.optional("error").isPresent() ? body.member("error") : body;
    return receipt(place.member("receipt"));
  }

  static Receipt receipt(JsonNode node) throws Exception {
    return Receipt.parse(CanonicalJson.text(node.value()));
  }

  /// The outcome of the only payload.
  JsonNode result() throws Exception {
    return body.member("results").items().getFirst();
  }
}
