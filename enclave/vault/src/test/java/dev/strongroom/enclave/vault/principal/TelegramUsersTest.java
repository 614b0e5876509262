// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TelegramUsersTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final long BOT = 1234567;
  private static final byte[] TOKEN = "1234567:not-a-token".getBytes(StandardCharsets.US_ASCII);
  private static final SigningKey TELEGRAM = SigningKey.generate(new SecureRandom());

  private static TelegramUsers users(long bot, boolean hmac) {
    return new TelegramUsers(
        new TelegramSettings(bot, Duration.ofMinutes(10), TELEGRAM.publicKey(), hmac), () -> NOW);
  }

  private static Map<String, String> fields() {
    Map<String, String> fields = new TreeMap<>();
    fields.put("auth_date", Long.toString(NOW.getEpochSecond() - 5));
    fields.put("chat_type", "private");
    fields.put("query_id", "AAHdF6IQ");
    fields.put("user", "{\"id\":42,\"first_name\":\"Zoë & co = +1\",\"is_premium\":true}");
    return fields;
  }

  private static String query(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field ->
            field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  private static String lines(Map<String, String> fields) {
    return new TreeMap<>(fields)
        .entrySet().stream()
            .map(field -> field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining("\n"));
  }

  private static String signed(Map<String, String> fields) {
    Bytes signature =
        TELEGRAM.sign((BOT + ":WebAppData\n" + lines(fields)).getBytes(StandardCharsets.UTF_8));
    return query(fields)
        + "&signature="
        + Encodings.base64Url(signature)
        + "&hash="
        + "00".repeat(32);
  }

  private static String hashed(Map<String, String> fields, byte[] token) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("WebAppData".getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
    mac.init(new SecretKeySpec(mac.doFinal(token), "HmacSHA256"));
    byte[] hash = mac.doFinal(lines(fields).getBytes(StandardCharsets.UTF_8));
    return query(fields) + "&hash=" + HexFormat.of().formatHex(hash);
  }

  private static void refused(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(RefusedPrincipalException.class)
        .hasMessageStartingWith(code + ":");
  }

  private static void refused(String code, String initData) {
    refused(code, () -> users(BOT, false).verify(initData));
  }

  @Test
  void telegramsOwnSignature() throws Exception {
    Identity.OfTelegram identity = users(BOT, false).verify(signed(fields()));
    assertThat(identity.principal()).hasToString("telegram:1234567:42");
    assertThat(identity.method()).as("not Telegram's own key").isEqualTo("telegram-test");
    assertThat(identity.claims()).containsEntry("user", 42L).containsEntry("bot", BOT);
  }

  @Test
  void oneThingChanged() {
    String good = signed(fields());
    refused("bad-signature", () -> users(BOT + 1, false).verify(good));
    refused("bad-signature", good.replace("%22id%22%3A42", "%22id%22%3A43"));
    refused("bad-signature", good.replace("chat_type=private", "chat_type=channel"));
    refused("bad-signature", good + "&start_param=x");
    refused("bad-signature", good.replace("&query_id=AAHdF6IQ", ""));
    refused("malformed", good.replace("signature=", "signature=AA"));
    refused("duplicate-field", good + "&user=%7B%7D");
    refused("duplicate-field", "user=%7B%7D&" + good);
    refused("missing-field", query(fields()));
    refused(
        "bad-signature",
        () ->
            new TelegramUsers(
                    new TelegramSettings(
                        BOT, Duration.ofMinutes(10), TelegramSettings.PRODUCTION, false),
                    () -> NOW)
                .verify(good));
  }

  @Test
  void timesAndUsers() {
    refused("stale", signed(with("auth_date", Long.toString(NOW.getEpochSecond() - 601))));
    refused("from-the-future", signed(with("auth_date", Long.toString(NOW.getEpochSecond() + 61))));
    for (String date : List.of("", "0", "-5", "1e9", "1772366400.5", "9".repeat(30), "٣")) {
      refused("malformed", signed(with("auth_date", date)));
    }
    for (String user :
        List.of(
            "",
            "42",
            "{}",
            "{\"id\":0}",
            "{\"id\":-1}",
            "{\"id\":\"42\"}",
            "{\"id\":4.2}",
            "{\"id\":42,\"id\":43}",
            "{\"id\":" + "9".repeat(40) + "}",
            "[".repeat(2000))) {
      refused("malformed", signed(with("user", user)));
    }
  }

  private static Map<String, String> with(String name, String value) {
    Map<String, String> fields = fields();
    fields.put(name, value);
    return fields;
  }

  @Test
  void queriesThatArent() {
    String good = signed(fields());
    for (String query :
        List.of(
            "",
            "&",
            "user",
            "=x",
            "?" + good,
            good + "&",
            "&" + good,
            good.replace("user=", "User="),
            good.replace("user=", "us%65r="),
            good + "&x=%",
            good + "&x=%4",
            good + "&x=%zz",
            good + "&x=%0a",
            good + "&x=%ff",
            good + "&x=%c0%80",
            good + "&x=a=b",
            good + "&x=\n",
            good + "&x=é",
            good + "&x=#",
            good + "&x=" + "a".repeat(9000),
            "a=&".repeat(10_000))) {
      assertThatThrownBy(() -> users(BOT, false).verify(query))
          .as(query.substring(0, Math.min(100, query.length())))
          .isInstanceOf(RefusedPrincipalException.class)
          .hasMessageMatching("(malformed|duplicate-field):.*");
    }
  }

  @Test
  void hmacOnlyWhereAllowed() throws Exception {
    try (Secret token = Secret.owning(TOKEN.clone())) {
      String good = hashed(with("signature", "part-of-what-is-hashed"), TOKEN);
      Identity.OfTelegram identity = users(BOT, true).verifyHmac(good, token);
      assertThat(identity.method()).isEqualTo("telegram-hmac");
      assertThat(identity.principal()).hasToString("telegram:1234567:42");

      refused("not-configured", () -> users(BOT, false).verifyHmac(good, token));
      refused(
          "bad-signature", () -> users(BOT, true).verifyHmac(good.replace("A42", "A43"), token));
      refused(
          "bad-signature",
          () ->
              users(BOT, true)
                  .verifyHmac(
                      hashed(fields(), "other".getBytes(StandardCharsets.US_ASCII)), token));
      refused(
          "malformed",
          () -> users(BOT, true).verifyHmac(good.substring(0, good.length() - 1), token));
      refused("missing-field", () -> users(BOT, true).verifyHmac(query(fields()), token));
      // Data with a good HMAC doesn't pass for Telegram's own signature.
      refused(
          "bad-signature", () -> users(BOT, true).verify(hashed(with("signature", "AA"), TOKEN)));
    }
  }

  @Test
  void hostileQueries() {
    Random chance = new Random(20260301);
    String good = signed(fields());
    TelegramUsers users = users(BOT, false);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder hostile = new StringBuilder(good);
      int at = chance.nextInt(good.length());
      char old = good.charAt(at);
      char now = "%&=+0aZ{\u0000é".charAt(chance.nextInt(10));
      hostile.setCharAt(at, now);
      // The HMAC's hash isn't looked at here; all else is.
      if (old != now && at < good.indexOf("&hash=")) {
        refused("", users, hostile.toString(), old, now);
      }
    }
  }

  private static void refused(String code, TelegramUsers users, String data, char old, char now) {
    // An escape's digits may be of either case, and a space may be written in two ways.
    if (Character.toLowerCase(old) != Character.toLowerCase(now)) {
      assertThatThrownBy(() -> users.verify(data))
          .isInstanceOf(RefusedPrincipalException.class)
          .hasMessageStartingWith(code);
    }
  }
}
