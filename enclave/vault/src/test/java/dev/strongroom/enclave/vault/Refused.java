// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.enclave.vault.VaultWorld.Reply;
import dev.strongroom.enclave.vault.key.VaultContents;
import dev.strongroom.ledger.receipt.Receipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Refusals, which have to be in the ledger.
final class Refused {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Refused() {}

  /// It was refused so, and comes with the receipt of an entry in the key's dossier that says so.
  static Receipt entered(Reply reply, String key, String code) throws Exception {
    reply.refused(code);
    Receipt receipt = Reply.receipt(reply.member("error").member("receipt"));
    JsonNode content = receipt.entry().content();
    assertThat(receipt.entry().kind()).isEqualTo("refusal");
    assertThat(content.member("about").text()).isEqualTo(VaultContents.key(key));
    assertThat(content.member("code").text()).isEqualTo(code);
    receipt.inclusionProof().check(receipt.leaf().hash(), receipt.checkpoint().checkpoint().root());
    return receipt;
  }

  /// It was refused so, and the door's dossier has it, a moment later.
  static JsonNode atTheDoor(VaultWorld world, Reply reply, String code) throws Exception {
    return atTheDoor(world, reply, code, 1);
  }

  /// @param times how often it has to be there by now
  static JsonNode atTheDoor(VaultWorld world, Reply reply, String code, int times)
      throws Exception {
    reply.refused(code);
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      List<JsonNode> found = new ArrayList<>();
      for (JsonNode entry : world.dossier(VaultContents.DOOR)) {
        if (entry.member("code").text().equals(code)) {
          found.add(entry);
        }
      }
      if (found.size() >= times) {
        return found.getLast();
      }
      assertThat(System.nanoTime()).as("%s isn't in the ledger", code).isLessThan(until);
      Thread.sleep(20);
    }
  }

  /// A key that was made just now.
  ///
  /// @return its id
  static String key(VaultWorld world, RequestKey owner, String type, String policy, String more)
      throws Exception {
    return world
        .post(owner, "/v1/keys", "{\"type\":\"" + type + "\",\"policy\":" + policy + more + "}")
        .ok()
        .member("key")
        .member("id")
        .text();
  }
}
