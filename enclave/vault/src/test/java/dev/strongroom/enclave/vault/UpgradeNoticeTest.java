// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.enclave.vault.VaultWorld.Reply;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Keys that demand a notice before another image may have them.
class UpgradeNoticeTest {
  private static final String SETTINGS = "{\"longestUpgradeNotice\":\"P30D\"}";

  private static Reply create(VaultWorld world, RequestKey agent, String more) throws Exception {
    return world.post(
        agent,
        "/v1/keys",
        "{\"type\":\"ed25519\",\"policy\":{\"version\":1,\"rules\":[{\"name\":\"r\","
            + "\"effect\":\"allow\",\"acts\":[\"sign\"],\"on\":[\"message\"],\"acceptUnsure\":[\"any-message\"]}]}"
            + more
            + "}");
  }

  private static Duration least(VaultWorld world) throws Exception {
    return Duration.parse(
        world.ask("GET", "/v1/log/upgrade", Map.of(), "").member("leastNotice").text());
  }

  @Test
  void theLongestHoldsForAllAndOutlivesBoots() throws Exception {
    try (VaultWorld world = VaultWorld.start(SETTINGS)) {
      RequestKey agent = world.key();
      create(world, agent, "").ok();
      assertThat(least(world)).isZero();
      Reply longer = create(world, agent, ",\"upgradeNotice\":\"P10D\"").ok();
      assertThat(longer.receipt().entry().content().member("upgradeNotice").text())
          .isEqualTo("PT240H");
      assertThat(least(world)).isEqualTo(Duration.ofDays(10));
      create(world, agent, ",\"upgradeNotice\":\"P2D\"").ok();
      assertThat(least(world)).isEqualTo(Duration.ofDays(10));
      create(world, agent, ",\"upgradeNotice\":\"P30D\"").ok();
      String id = longer.member("key").member("id").text();
      world.post(agent, "/v1/keys/" + id + "/destroy", "{}").ok();
      try (VaultWorld next = world.next()) {
        assertThat(least(next)).isEqualTo(Duration.ofDays(30));
      }
    }
  }

  /// Once from the log, once from the snapshot that the boot before left.
  @Test
  void aSnapshotHasItToo() throws Exception {
    VaultWorld world = VaultWorld.start(SETTINGS);
    create(world, world.key(), ",\"upgradeNotice\":\"P10D\"").ok();
    world.close();
    try (VaultWorld next = world.next()) {
      assertThat(least(next)).isEqualTo(Duration.ofDays(10));
    }
  }

  @Test
  void noKeyDemandsMoreThanTheSettingsOffer() throws Exception {
    try (VaultWorld world = VaultWorld.start(SETTINGS)) {
      create(world, world.key(), ",\"upgradeNotice\":\"P30DT1S\"").refused("notice-not-offered");
      create(world, world.key(), ",\"upgradeNotice\":\"soon\"").refused("malformed");
      create(world, world.key(), ",\"upgradeNotice\":\"-P1D\"").refused("malformed");
      assertThat(least(world)).isZero();
    }
    try (VaultWorld world = VaultWorld.start()) {
      create(world, world.key(), ",\"upgradeNotice\":\"PT1S\"").refused("notice-not-offered");
      create(world, world.key(), ",\"upgradeNotice\":\"PT0S\"").ok();
    }
    assertThatThrownBy(() ->
            VaultSettings.parse(
                Optional.of(JsonNode.parse("{\"longestUpgradeNotice\":\"P366D\"}"))))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageContaining("365 days");
  }
}
