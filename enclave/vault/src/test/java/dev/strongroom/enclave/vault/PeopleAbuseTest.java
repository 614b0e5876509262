// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.upokecenter.cbor.CBORObject;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.channel.signature.UnsignedRequest;
import dev.strongroom.enclave.vault.VaultWorld.Reply;
import dev.strongroom.enclave.vault.principal.PasskeySettings;
import dev.strongroom.enclave.vault.principal.PrincipalSettings;
import dev.strongroom.enclave.vault.principal.SoftAuthenticator;
import dev.strongroom.enclave.vault.principal.TelegramSettings;
import dev.strongroom.enclave.vault.principal.Tokens;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whoever says that they are somebody else: with a passkey from another page or a copy of it, with
/// what somebody else was given to log in.
class PeopleAbuseTest {
  private static final long BOT = 1234567;
  private static final String ISSUER = "https://login.example.com";
  private static final String WALLETS = "/v1/wallets";

  private final SigningKey telegram = SigningKey.generate(new SecureRandom());
  private final Tokens issuer = new Tokens();
  private VaultWorld world = null;

  @BeforeEach
  void start() throws Exception {
    PrincipalSettings parsed =
        PrincipalSettings.parse(
            JsonNode.parse(
                """
                {"oidc":[{"issuer":"%s","audience":"wallet","keys":%s}]}
                """
                    .formatted(ISSUER, CanonicalJson.text(issuer.jwks()))));
    world =
        VaultWorld.start(
            VaultSettings.of(
                new PrincipalSettings(
                    Optional.of(
                        new PasskeySettings(
                            SoftAuthenticator.PARTY, Set.of(SoftAuthenticator.ORIGIN), List.of())),
                    parsed.oidc(),
                    Optional.of(
                        new TelegramSettings(
                            BOT, Duration.ofMinutes(10), telegram.publicKey(), false)))));
  }

  @AfterEach
  void close() {
    world.close();
  }

  private String session() {
    return "\"session\":{\"expires\":\"" + world.now().plus(Duration.ofMinutes(5)) + "\"}";
  }

  private Reply enter(RequestKey key, String login) throws Exception {
    return world.post(key, WALLETS, "{\"login\":" + login + "," + session() + "}");
  }

  private String register(SoftAuthenticator authenticator, RequestKey browser) throws Exception {
    String challenge =
        world
            .post(browser, "/v1/passkeys/options", "{}")
            .ok()
            .member("options")
            .member("challenge")
            .text();
    Bytes client =
        authenticator.clientData(
            "webauthn.create", Bytes.copyOf(Base64.getUrlDecoder().decode(challenge)));
    Bytes response = authenticator.registration(client, "none", CBORObject.NewMap());
    return "{\"kind\":\"passkey\",\"response\":" + response.asUtf8() + "}";
  }

  private Reply byPasskey(SoftAuthenticator authenticator, String path, String body)
      throws Exception {
    String keyId =
        Base64.getUrlEncoder().withoutPadding().encodeToString(authenticator.id.toByteArray());
    UnsignedRequest request = world.unsigned("POST", path, body, keyId);
    authenticator.counter++;
    return world.ask(
        "POST", path, request.withPasskey(authenticator.assertion(request.challenge())), body);
  }

  @Test
  void aPasskeyAtAnotherPage() throws Exception {
    SoftAuthenticator passkey = new SoftAuthenticator("ES256");
    passkey.origin = "https://example.com.evil.example";
    RequestKey browser = world.key();
    JsonNode entry =
        Refused.atTheDoor(world, enter(browser, register(passkey, browser)), "wrong-origin");
    assertThat(entry.member("act").text()).isEqualTo("enter-wallet");
    passkey.origin = SoftAuthenticator.ORIGIN;
    enter(browser, register(passkey, browser)).ok();
    byPasskey(passkey, WALLETS, "{}").ok();
    passkey.origin = "https://evil.example";
    entry = Refused.atTheDoor(world, byPasskey(passkey, WALLETS, "{}"), "wrong-origin", 2);
    assertThat(entry.member("act").text()).isEqualTo("enter");
  }

  @Test
  void aRegistrationOfAnotherBrowser() throws Exception {
    SoftAuthenticator passkey = new SoftAuthenticator("ES256");
    String response = register(passkey, world.key());
    Refused.atTheDoor(world, enter(world.key(), response), "wrong-challenge");
  }

  @Test
  void aCopiedAuthenticator() throws Exception {
    SoftAuthenticator passkey = new SoftAuthenticator("ES256");
    RequestKey browser = world.key();
    enter(browser, register(passkey, browser)).ok();
    SoftAuthenticator copy = passkey.copy();
    copy.counter = passkey.counter;
    byPasskey(passkey, WALLETS, "{}").ok();
    byPasskey(passkey, WALLETS, "{}").ok();
    Refused.atTheDoor(world, byPasskey(copy, WALLETS, "{}"), "counter-not-rising");
    VaultWorld before = world;
    world = before.next();
    before.close();
    copy.counter = 1;
    Refused.atTheDoor(world, byPasskey(copy, WALLETS, "{}"), "counter-not-rising", 2);
    byPasskey(passkey, WALLETS, "{}").ok();
  }

  private String initData(long user) {
    TreeMap<String, String> fields = new TreeMap<>();
    fields.put("auth_date", Long.toString(world.now().getEpochSecond()));
    fields.put("query_id", "AAHdF6IQ");
    fields.put("user", "{\"id\":" + user + "}");
    String lines =
        fields.entrySet().stream()
            .map(field -> field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining("\n"));
    Bytes signature =
        telegram.sign((BOT + ":WebAppData\n" + lines).getBytes(StandardCharsets.UTF_8));
    String query =
        fields.entrySet().stream()
            .map(field ->
                field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return query
        + "&signature="
        + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.toByteArray())
        + "&hash="
        + "00".repeat(32);
  }

  private String byTelegram(long user) {
    return "{\"kind\":\"telegram\",\"initData\":\"" + initData(user) + "\"}";
  }

  @Test
  void oneLoginOfTelegramForTwoKeys() throws Exception {
    RequestKey browser = world.key();
    RequestKey thief = world.key();
    String login = byTelegram(42);
    Reply first = enter(browser, login).ok();
    enter(browser, login).ok();
    JsonNode entry = Refused.atTheDoor(world, enter(thief, login), "login-used");
    assertThat(entry.member("caller").member("key").text()).isEqualTo(thief.publicKey().id());
    // Nor on another wallet of the same person.
    world
        .post(thief, WALLETS, "{\"login\":" + login + ",\"label\":\"other\"," + session() + "}")
        .refused("login-used");
    // Not after many other requests, and not at the next boot.
    String id = first.member("key").member("id").text();
    for (int i = 0; i < 140; i++) {
      world
          .post(
              browser,
              "/v1/keys/" + id + "/sign",
              "{\"form\":\"evm-message\",\"text\":\"" + i + "\",\"request\":\"r" + i + "\"}")
          .ok();
    }
    enter(thief, login).refused("login-used");
    try (VaultWorld next = world.next()) {
      next.post(thief, WALLETS, "{\"login\":" + login + "," + session() + "}")
          .refused("login-used");
    }
    Refused.atTheDoor(world, enter(thief, login.replace("%3A42", "%3A43")), "bad-signature");
    world.pass(Duration.ofMinutes(11));
    Refused.atTheDoor(world, enter(thief, login), "stale");
  }

  @Test
  void aTokenOfAnotherKey() throws Exception {
    RequestKey browser = world.key();
    String login = byToken(browser);
    enter(browser, login).ok();
    Refused.atTheDoor(world, enter(world.key(), login), "other-session");
  }

  private String byToken(RequestKey browser) throws Exception {
    long now = world.now().getEpochSecond();
    byte[] nonce =
        MessageDigest.getInstance("SHA-256").digest(browser.publicKey().encoded().toByteArray());
    String token =
        issuer.token(
            Map.of("alg", "ES256", "kid", "ec"),
            Map.of(
                "iss",
                ISSUER,
                "aud",
                "wallet",
                "sub",
                "u-17",
                "iat",
                now,
                "exp",
                now + 300,
                "nonce",
                Base64.getUrlEncoder().withoutPadding().encodeToString(nonce)),
            "ES256");
    return "{\"kind\":\"oidc\",\"token\":\"" + token + "\"}";
  }

  @Test
  void firstContactFromManySidesAtOnce() throws Exception {
    List<String> logins = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      logins.add(byTelegram(77));
      world.pass(Duration.ofSeconds(1));
    }
    Set<String> wallets = new HashSet<>();
    try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Reply>> asked = new ArrayList<>();
      for (String login : logins) {
        RequestKey browser = world.key();
        asked.add(many.submit(() -> enter(browser, login)));
      }
      for (Future<Reply> future : asked) {
        JsonNode key = future.get().ok().member("key");
        wallets.add(key.member("id").text() + key.member("accounts").value());
      }
    }
    assertThat(wallets).hasSize(1);
    try (VaultWorld next = world.next()) {
      next.pass(Duration.ofSeconds(1));
      RequestKey browser = next.key();
      next.post(browser, WALLETS, "{\"login\":" + byTelegram(77) + "," + session() + "}").ok();
    }
  }

  /// Whether a passkey is known here could be told by how long a refusal takes. In this process the
  /// medians are less than a factor of two apart. That isn't constant time: one that is known takes
  /// a little longer, because it is read first.
  @Test
  void refusalsTakeAboutAsLongForPasskeysThatNobodyKnows() throws Exception {
    SoftAuthenticator known = new SoftAuthenticator("ES256");
    RequestKey browser = world.key();
    enter(browser, register(known, browser)).ok();
    SoftAuthenticator unknown = new SoftAuthenticator("ES256");
    SoftAuthenticator forger = forger(known);
    int rounds = 400;
    long[] wrong = new long[rounds];
    long[] nobody = new long[rounds];
    for (int i = 0; i < rounds; i++) {
      wrong[i] = refusal(forger);
      nobody[i] = refusal(unknown);
    }
    double first = median(wrong);
    double second = median(nobody);
    assertThat(Math.max(first, second) / Math.min(first, second))
        .as("%s us if the signature is wrong, %s us if nobody knows it", first, second)
        .isLessThan(2);
  }

  /// The second half, when all is compiled.
  private static double median(long[] nanos) {
    long[] last = Arrays.copyOfRange(nanos, nanos.length / 2, nanos.length);
    Arrays.sort(last);
    return last[last.length / 2] / 1e3;
  }

  private static SoftAuthenticator forger(SoftAuthenticator of) throws Exception {
    return new SoftAuthenticator("ES256").claiming(of);
  }

  private long refusal(SoftAuthenticator authenticator) throws Exception {
    String keyId =
        Base64.getUrlEncoder().withoutPadding().encodeToString(authenticator.id.toByteArray());
    authenticator.counter++;
    UnsignedRequest request = world.unsigned("POST", WALLETS, "{}", keyId);
    Map<String, String> headers = request.withPasskey(authenticator.assertion(request.challenge()));
    long start = System.nanoTime();
    Reply reply = world.ask("POST", WALLETS, headers, "{}");
    long took = System.nanoTime() - start;
    reply.refused("bad-signature");
    return took;
  }
}
