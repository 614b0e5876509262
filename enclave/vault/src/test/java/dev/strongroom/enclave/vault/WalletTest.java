// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.channel.custody.EncryptionKey;
import dev.strongroom.channel.custody.KeyEnvelope;
import dev.strongroom.channel.custody.KeySecret;
import dev.strongroom.channel.custody.RecoveryKit;
import dev.strongroom.channel.custody.RecoveryKitText;
import dev.strongroom.channel.custody.RecoveryShare;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.enclave.vault.VaultWorld.Reply;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/// Wallets of people who come by Telegram, and what their owners do with them.
class WalletTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final SigningKey TELEGRAM = SigningKey.generate(RANDOM);
  private static final String MESSAGE = "{\"form\":\"evm-message\",\"text\":\"hello\"}";

  private static VaultWorld start() throws Exception {
    return VaultWorld.start(
        "{\"walletsExportable\":true,\"people\":{\"telegram\":{\"botId\":7,\"maxAge\":600,"
            + "\"publicKey\":\""
            + TELEGRAM.publicKey().hex()
            + "\"}}}");
  }

  /// Init data of a Mini App, as Telegram would sign it.
  private static String initData(VaultWorld world, long user) {
    TreeMap<String, String> fields = new TreeMap<>();
    fields.put("auth_date", String.valueOf(world.now().getEpochSecond()));
    fields.put("query_id", "q" + RANDOM.nextInt(1_000_000_000));
    fields.put("user", "{\"id\":" + user + ",\"first_name\":\"A\"}");
    String lines =
        fields.entrySet().stream()
            .map(field -> field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining("\n"));
    Bytes signature = TELEGRAM.sign(Bytes.utf8("7:WebAppData\n" + lines).toByteArray());
    fields.put(
        "signature",
        Base64.getUrlEncoder().withoutPadding().encodeToString(signature.toByteArray()));
    fields.put("hash", "00".repeat(32));
    return fields.entrySet().stream()
        .map(field ->
            field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private static Map<String, Object> login(String initData) {
    return Map.of("kind", "telegram", "initData", initData);
  }

  private static Reply enter(VaultWorld world, RequestKey session, String initData)
      throws Exception {
    return enter(world, session, initData, false);
  }

  private static Reply enter(
      VaultWorld world, RequestKey session, String initData, boolean administers) throws Exception {
    return world.post(
        session,
        "/v1/wallets",
        CanonicalJson.text(
            Map.of(
                "login", login(initData),
                "session",
                    Map.of(
                        "expires",
                        world.now().plus(Duration.ofMinutes(10)).toString(),
                        "administers",
                        administers))));
  }

  @Test
  void aFirstContactMakesTheWallet() throws Exception {
    try (VaultWorld world = start()) {
      RequestKey session = world.key();
      Reply first = enter(world, session, initData(world, 42)).ok();
      assertThat(first.member("new").flag()).isTrue();
      assertThat(first.receipt().entry().kind()).isEqualTo("key-born");
      assertThat(first.receipt().entry().content().member("caller").member("method").text())
          .isEqualTo("telegram-test");
      JsonNode key = first.member("key");
      assertThat(key.member("accounts").items()).hasSize(4);
      String id = key.member("id").text();
      world.post(session, "/v1/keys/" + id + "/sign", MESSAGE).ok();
      RequestKey other = world.key();
      Reply second = enter(world, other, initData(world, 42)).ok();
      assertThat(second.member("new").flag()).isFalse();
      assertThat(second.member("key").member("id").text()).isEqualTo(id);
      world.post(other, "/v1/keys/" + id + "/sign", MESSAGE).ok();
      RequestKey stranger = world.key();
      String strangers =
          enter(world, stranger, initData(world, 43)).ok().member("key").member("id").text();
      assertThat(strangers).isNotEqualTo(id);
      world.post(stranger, "/v1/keys/" + id + "/sign", MESSAGE).refused("no-rule");
      try (VaultWorld next = world.next()) {
        Reply third = enter(next, next.key(), initData(next, 42)).ok();
        assertThat(third.member("key").member("accounts").value())
            .isEqualTo(key.member("accounts").value());
      }
    }
  }

  @Test
  void aLoginOpensOneSession() throws Exception {
    try (VaultWorld world = start()) {
      String data = initData(world, 42);
      RequestKey session = world.key();
      enter(world, session, data).ok();
      enter(world, session, data).ok();
      enter(world, world.key(), data).refused("login-used");
      world.pass(Duration.ofMinutes(11));
      enter(world, world.key(), data).refused("stale");
    }
  }

  @Test
  void sessionsEnd() throws Exception {
    try (VaultWorld world = start()) {
      RequestKey session = world.key();
      String id = enter(world, session, initData(world, 42)).ok().member("key").member("id").text();
      String path = "/v1/keys/" + id + "/sign";
      world.post(session, path, MESSAGE).ok();
      world.post(session, "/v1/keys/" + id + "/disable", "{}").refused("session-scope");
      world.delete(session, "/v1/keys/" + id + "/sessions/" + session.publicKey().id()).ok();
      world.post(session, path, MESSAGE).refused("session-revoked");
      try (VaultWorld next = world.next()) {
        next.post(session, path, MESSAGE).refused("session-revoked");
      }
      RequestKey another = world.key();
      enter(world, another, initData(world, 42)).ok();
      world.post(another, path, MESSAGE).ok();
      world.pass(Duration.ofMinutes(11));
      world.post(another, path, MESSAGE).refused("session-expired");
    }
  }

  @Test
  void aSessionDoesNoMoreThanItsScope() throws Exception {
    try (VaultWorld world = VaultWorld.start()) {
      RequestKey agent = world.key();
      String id =
          world
              .post(agent, "/v1/keys", "{\"type\":\"seed\",\"policy\":" + ANY + "}")
              .ok()
              .member("key")
              .member("id")
              .text();
      RequestKey session = world.key();
      world
          .post(
              agent,
              "/v1/keys/" + id + "/sessions",
              "{\"publicKey\":\""
                  + session.publicKey().id()
                  + "\",\"scope\":{\"forms\":[\"evm-message\"],\"uses\":2},\"expires\":\""
                  + world.now().plus(Duration.ofHours(1))
                  + "\"}")
          .ok();
      String path = "/v1/keys/" + id + "/sign";
      world.post(session, path, MESSAGE).ok();
      world
          .post(session, path, "{\"form\":\"solana-message\",\"text\":\"hello\"}")
          .refused("session-no-rule");
      world.post(session, path, MESSAGE).ok();
      world.post(session, path, MESSAGE).refused("session-limit-exceeded");
      world.post(agent, path, MESSAGE).ok();
    }
  }

  private static final String ANY =
      """
      {"version":1,"rules":[{"name":"any","effect":"allow","acts":["sign"],"sessions":true,
       "on":["evm-message","solana-message"]}]}
      """;

  @Test
  void theOwnerTakesTheWalletElsewhere() throws Exception {
    try (VaultWorld world = start()) {
      RequestKey session = world.key();
      JsonNode key = enter(world, session, initData(world, 42), true).ok().member("key");
      String id = key.member("id").text();
      EncryptionKey mine = EncryptionKey.generate(RANDOM);
      Reply exported =
          world
              .post(
                  session,
                  "/v1/keys/" + id + "/export",
                  "{\"recipient\":\"" + mine.publicKey().hex() + "\"}")
              .ok();
      assertThat(exported.receipt().entry().kind()).isEqualTo("key-exported");
      KeyEnvelope envelope = KeyEnvelope.parse(exported.member("envelope"));
      try (KeySecret secret = envelope.open(mine);
          VaultWorld elsewhere = VaultWorld.start()) {
        RequestKey agent = elsewhere.key();
        String recipient = elsewhere.post(agent, "/v1/imports", "").ok().member("recipient").text();
        String in =
            KeyEnvelope.seal(
                    KeyEnvelope.Purpose.IMPORT, id, secret, Bytes.fromHex(recipient), RANDOM)
                .json();
        String body = "{\"envelope\":" + in + ",\"policy\":" + ANY + "}";
        Reply imported = elsewhere.post(agent, "/v1/keys", body).ok();
        assertThat(imported.member("key").member("accounts").value())
            .isEqualTo(key.member("accounts").value());
        elsewhere.post(agent, "/v1/keys", body).refused("no-such-import");
      }
    }
  }

  @Test
  void guardiansBringTheWalletBack() throws Exception {
    try (VaultWorld world = start()) {
      RequestKey session = world.key();
      String id =
          enter(world, session, initData(world, 42), true).ok().member("key").member("id").text();
      List<EncryptionKey> guardians =
          List.of(
              EncryptionKey.generate(RANDOM),
              EncryptionKey.generate(RANDOM),
              EncryptionKey.generate(RANDOM));
      StringBuilder list = new StringBuilder();
      for (int i = 0; i < guardians.size(); i++) {
        list.append(i == 0 ? "" : ",")
            .append("{\"name\":\"g" + i + "\",\"encryptionKey\":\"")
            .append(guardians.get(i).publicKey().hex())
            .append("\"}");
      }
      Reply made =
          world
              .post(
                  session,
                  "/v1/keys/" + id + "/recovery-kit",
                  "{\"threshold\":2,\"guardians\":[" + list + "]}")
              .ok();
      RecoveryKit kit = RecoveryKitText.parse(made.member("kit"));
      try (RecoveryShare one = kit.open(guardians.get(0));
          RecoveryShare two = kit.open(guardians.get(2));
          KeySecret restored = kit.restore(List.of(one, two))) {
        assertThat(restored.kind().code()).isEqualTo("seed");
      }
    }
  }

  @Test
  void aShareOfTheUsersOpensTheWallet() throws Exception {
    try (VaultWorld world = VaultWorld.start()) {
      RequestKey agent = world.key();
      String share = "\"share\":{\"secret\":\"" + "11".repeat(32) + "\"}";
      String id =
          world
              .post(agent, "/v1/keys", "{\"type\":\"seed\"," + share + ",\"policy\":" + ANY + "}")
              .ok()
              .member("key")
              .member("id")
              .text();
      String path = "/v1/keys/" + id + "/sign";
      world.post(agent, path, MESSAGE).refused("user-part-needed");
      world
          .post(agent, path, MESSAGE.replace("}", "," + share.replace("11", "22") + "}"))
          .refused("wrong-user-part");
      world.post(agent, path, MESSAGE.replace("}", "," + share + "}")).ok();
    }
  }

  @Test
  void aShareCantBeTriedForEver() throws Exception {
    try (VaultWorld world = VaultWorld.start()) {
      RequestKey agent = world.key();
      String right = "\"share\":{\"secret\":\"" + "11".repeat(32) + "\"}";
      String path =
          "/v1/keys/"
              + world
                  .post(
                      agent, "/v1/keys", "{\"type\":\"seed\"," + right + ",\"policy\":" + ANY + "}")
                  .ok()
                  .member("key")
                  .member("id")
                  .text()
              + "/sign";
      String wrong = MESSAGE.replace("}", "," + right.replace("11", "22") + "}");
      for (int i = 0; i < 5; i++) {
        world.post(agent, path, wrong).refused("wrong-user-part");
      }
      world.post(agent, path, wrong).refused("too-many-tries");
      String good = MESSAGE.replace("}", "," + right + "}");
      world.post(agent, path, good).refused("too-many-tries");
      world.pass(Duration.ofSeconds(11));
      world.post(agent, path, good).ok();
      world.post(world.key(), path, good).refused("no-rule");
    }
  }

  @Test
  void aClockThatIsTurnedBackBringsNothingBack() throws Exception {
    try (VaultWorld world = start()) {
      RequestKey session = world.key();
      String id = enter(world, session, initData(world, 42)).ok().member("key").member("id").text();
      world.pass(Duration.ofMinutes(11));
      world.post(session, "/v1/keys/" + id + "/sign", MESSAGE).refused("session-expired");
      world.pass(Duration.ofMinutes(-11));
      try (VaultWorld next = world.next()) {
        // The vault's time didn't go back with the host's: what is signed by that is too old.
        next.post(session, "/v1/keys/" + id + "/sign", MESSAGE).refused("stale");
      }
    }
  }

  @Test
  void aBotsTokenVouchesOnlyWhereTheSettingsSaySo() throws Exception {
    String token = "7:" + "a".repeat(35);
    RequestKey operator = RequestKey.generateEd25519(RANDOM);
    String settings =
        "{\"botTokenFrom\":\"agent:"
            + operator.publicKey().id()
            + "\",\"people\":{\"telegram\":{\"botId\":7,\"maxAge\":600,\"hmac\":{\"allowed\":true}}}}";
    try (VaultWorld world = VaultWorld.start(settings)) {
      enterByToken(world, token).refused("not-configured");
      String body = "{\"token\":\"" + token + "\"}";
      world.post(world.key(), "/v1/telegram/token", body).refused("not-configured");
      Reply brought = world.post(operator, "/v1/telegram/token", body).ok();
      assertThat(brought.receipt().entry().text()).doesNotContain("aaaaa");
      Reply wallet = enterByToken(world, token).ok();
      assertThat(wallet.receipt().entry().content().member("caller").member("method").text())
          .as("every receipt says so")
          .isEqualTo("telegram-hmac");
      enterByToken(world, "7:" + "b".repeat(35)).refused("bad-signature");
      try (VaultWorld next = world.next()) {
        assertThat(enterByToken(next, token).ok().member("new").flag()).isFalse();
      }
    }
    assertThatThrownBy(() ->
            VaultWorld.start(settings.replace("\"hmac\":{\"allowed\":true}", "\"test\":false")))
        .hasMessageContaining("go together");
  }

  private static Reply enterByToken(VaultWorld world, String token) throws Exception {
    TreeMap<String, String> fields = new TreeMap<>();
    fields.put("auth_date", String.valueOf(world.now().getEpochSecond()));
    fields.put("query_id", "q" + RANDOM.nextInt(1_000_000_000));
    fields.put("user", "{\"id\":42,\"first_name\":\"A\"}");
    String lines =
        fields.entrySet().stream()
            .map(field -> field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining("\n"));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("WebAppData".getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
    byte[] key = mac.doFinal(token.getBytes(StandardCharsets.US_ASCII));
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    fields.put("hash", Bytes.copyOf(mac.doFinal(lines.getBytes(StandardCharsets.UTF_8))).hex());
    String data =
        fields.entrySet().stream()
            .map(field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return world.post(
        world.key(),
        "/v1/wallets",
        CanonicalJson.text(Map.of("login", Map.of("kind", "telegram-hmac", "initData", data))));
  }
}
