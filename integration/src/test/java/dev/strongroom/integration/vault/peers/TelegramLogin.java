// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault.peers;

import dev.strongroom.channel.SigningKey;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/// Telegram's part, with a key of the test's own: init data of Mini Apps, signed for third parties
/// (Telegram's documentation of Mini Apps, "Validating data for third-party use").
///
/// @param bot the bot's number
record TelegramLogin(SigningKey key, long bot) implements AutoCloseable {

  static TelegramLogin of(long bot) {
    return new TelegramLogin(SigningKey.generate(new SecureRandom()), bot);
  }

  /// The vault's settings.
  Map<String, Object> settings() {
    return Map.of("botId", bot, "maxAge", 600, "publicKey", key.publicKey().hex());
  }

  /// What a Mini App gets whose user is this one; each time something else.
  String initData(long user) {
    TreeMap<String, String> fields = new TreeMap<>();
    fields.put("auth_date", String.valueOf(Instant.now().getEpochSecond()));
    fields.put("chat_type", "private");
    fields.put("query_id", "AAF" + UUID.randomUUID());
    fields.put("user", CanonicalJson.text(Map.of("id", user, "first_name", "Zoë & co")));
    String lines =
        fields.entrySet().stream()
            .map(field -> field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining("\n"));
    byte[] signature =
        key.sign((bot + ":WebAppData\n" + lines).getBytes(StandardCharsets.UTF_8)).toByteArray();
    return fields.entrySet().stream()
            .map(field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"))
        + "&hash="
        + "00".repeat(32)
        + "&signature="
        + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  @Override
  public void close() {
    key.close();
  }
}
