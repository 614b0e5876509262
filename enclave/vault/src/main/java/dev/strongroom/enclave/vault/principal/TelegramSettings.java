// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.time.Duration;
import java.util.Set;

/// Which bot's Mini Apps people may come from.
///
/// @param botId the bot's number
/// @param maxAge how old init data may be
/// @param publicKey Telegram's, 32 bytes of Ed25519
/// @param hmacAllowed whether data that whoever holds the bot's token could have made are taken too
public record TelegramSettings(long botId, Duration maxAge, Bytes publicKey, boolean hmacAllowed) {
  /// Telegram's key, as its documentation of Mini Apps gives it under "Validating data for
  /// third-party use".
  public static final Bytes PRODUCTION =
      Bytes.fromHex("e7bf03a2fa4602af4580703d88dda5bb59f32ed8b02a56c187fe7d34caed242d");

  /// The key of Telegram's test environment, from the same place.
  public static final Bytes TEST =
      Bytes.fromHex("40055058a4ee38156a06562e52eece92a771bcd8346a8c4615cb7376eddf72ec");

  private static final long MOST = (1L << 53) - 1;
  private static final int OLDEST = 24 * 60 * 60;
  private static final int KEY = 32;

  /// Checks the values.
  ///
  /// @throws IllegalArgumentException if they don't fit
  public TelegramSettings {
    if (botId < 1 || botId > MOST || !maxAge.isPositive() || publicKey.length() != KEY) {
      throw new IllegalArgumentException("a bot, an age and a key are needed");
    }
  }

  static TelegramSettings parse(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("botId", "maxAge", "test", "publicKey", "hmac"));
    JsonNode bot = node.member("botId");
    if (!(bot.value() instanceof Long id) || id < 1 || id > MOST) {
      throw bot.error("a bot's number is needed");
    }
    var test = node.optional("test");
    var hmac = node.optional("hmac");
    boolean hmacAllowed = false;
    if (hmac.isPresent()) {
      hmac.get().onlyMembers(Set.of("allowed"));
      hmacAllowed = hmac.get().member("allowed").flag();
    }
    return new TelegramSettings(
        id,
        Duration.ofSeconds(node.member("maxAge").integer(1, OLDEST)),
        key(node, test.isPresent() && test.get().flag()),
        hmacAllowed);
  }

  /// Telegram's key, unless the settings name another one: to try things out without Telegram.
  private static Bytes key(JsonNode node, boolean test) throws MalformedJsonException {
    var other = node.optional("publicKey");
    if (other.isEmpty()) {
      return test ? TEST : PRODUCTION;
    }
    if (test || !other.get().text().matches("[0-9a-f]{64}")) {
      throw other.get().error("64 hexadecimal digits are needed, and no test beside them");
    }
    return Bytes.fromHex(other.get().text());
  }

  /// How somebody is known whom this key vouches for: only Telegram's own is called by its name.
  String method() {
    return publicKey.equals(PRODUCTION) ? "telegram" : "telegram-test";
  }
}
