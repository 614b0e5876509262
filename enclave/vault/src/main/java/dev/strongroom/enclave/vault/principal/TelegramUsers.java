// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.policy.Principal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/// Verifies the init data of Telegram's Mini Apps (Telegram's documentation of Mini Apps,
/// "Validating data received via the Mini App").
///
/// Telegram's own signature says that Telegram vouches for the user, whoever runs the bot. The HMAC
/// under the bot's token says less: whoever has the token could have made it. So it is taken only
/// where the settings allow it, and the identity then says `telegram-hmac`. Thread-safe.
public final class TelegramUsers {
  /// How far Telegram's clock may be ahead of the enclave's.
  public static final Duration SKEW = Duration.ofMinutes(1);

  private static final byte[] LABEL = "WebAppData".getBytes(StandardCharsets.US_ASCII);
  private static final int SIGNATURE = 64;
  private static final int HASH = 32;
  private static final Pattern SECONDS = Pattern.compile("[1-9][0-9]{0,11}");
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
  private static final long MOST = (1L << 53) - 1;

  private final TelegramSettings settings;
  private final InstantSource clock;

  /// @param settings which bot's
  public TelegramUsers(TelegramSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /// Verifies data that Telegram signed.
  ///
  /// @param initData as the Mini App got it: `Telegram.WebApp.initData`
  /// @throws RefusedPrincipalException if something doesn't hold
  public Identity.OfTelegram verify(String initData) throws RefusedPrincipalException {
    InitData data = InitData.parse(initData);
    Bytes signature = Encodings.base64Url(data.required("signature"), SIGNATURE);
    String signed = settings.botId() + ":WebAppData\n" + data.checkString(false);
    if (!SigningKey.verifies(
        settings.publicKey(), signed.getBytes(StandardCharsets.UTF_8), signature)) {
      throw refusal(PrincipalRefusal.BAD_SIGNATURE, "not signed by Telegram for this bot");
    }
    return identity(settings.method(), data);
  }

  /// Verifies data by the bot's token.
  ///
  /// @param botToken in ASCII, as Telegram gave it
  /// @throws RefusedPrincipalException if the settings don't allow it, or something doesn't hold
  public Identity.OfTelegram verifyHmac(String initData, Secret botToken)
      throws RefusedPrincipalException {
    if (!settings.hmacAllowed()) {
      throw refusal(PrincipalRefusal.NOT_CONFIGURED, "the settings don't allow the bot's token");
    }
    InitData data = InitData.parse(initData);
    String hash = data.required("hash");
    if (!HEX.matcher(hash).matches()) {
      throw RefusedPrincipalException.malformed("a hash that isn't one");
    }
    byte[] message = data.checkString(true).getBytes(StandardCharsets.UTF_8);
    byte[] expected =
        botToken.use(token -> {
          byte[] key = hmac(LABEL, token);
          try {
            return hmac(key, message);
          } finally {
            Arrays.fill(key, (byte) 0);
          }
        });
    if (!MessageDigest.isEqual(expected, Bytes.fromHex(hash).toByteArray())) {
      throw refusal(PrincipalRefusal.BAD_SIGNATURE, "not made with the bot's token");
    }
    return identity("telegram-hmac", data);
  }

  private static byte[] hmac(byte[] key, byte[] message) {
    HMac mac = new HMac(new SHA256Digest());
    mac.init(new KeyParameter(key));
    mac.update(message, 0, message.length);
    byte[] result = new byte[HASH];
    mac.doFinal(result, 0);
    return result;
  }

  private Identity.OfTelegram identity(String method, InitData data)
      throws RefusedPrincipalException {
    String date = data.required("auth_date");
    if (!SECONDS.matcher(date).matches()) {
      throw RefusedPrincipalException.malformed("auth_date isn't a time");
    }
    Instant authenticated = Instant.ofEpochSecond(Long.parseLong(date));
    Instant now = clock.instant();
    if (authenticated.isAfter(now.plus(SKEW))) {
      throw refusal(PrincipalRefusal.FROM_THE_FUTURE, "made after the enclave's time");
    }
    if (authenticated.isBefore(now.minus(settings.maxAge()))) {
      throw refusal(PrincipalRefusal.STALE, "made more than " + settings.maxAge() + " ago");
    }
    long user = user(data.required("user"));
    return new Identity.OfTelegram(
        Encodings.principal(Principal.Kind.TELEGRAM, settings.botId() + ":" + user),
        method,
        settings.botId(),
        user,
        authenticated);
  }

  private static long user(String json) throws RefusedPrincipalException {
    try {
      Optional<JsonNode> id = Encodings.json(Bytes.utf8(json)).optional("id");
      if (id.isPresent() && id.get().value() instanceof Long user && user > 0 && user <= MOST) {
        return user;
      }
    } catch (MalformedJsonException e) {
      // Said below.
    }
    throw RefusedPrincipalException.malformed("a user without number");
  }

  private static RefusedPrincipalException refusal(PrincipalRefusal refusal, String message) {
    return new RefusedPrincipalException(refusal, message);
  }
}
