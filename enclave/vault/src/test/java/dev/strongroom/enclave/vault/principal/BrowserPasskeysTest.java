// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.signature.RequestAlgorithm;
import dev.strongroom.channel.signature.RequestSigner;
import dev.strongroom.channel.signature.RequestTarget;
import dev.strongroom.channel.signature.SignedRequest;
import dev.strongroom.channel.signature.UnsignedRequest;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Passkeys made and used by Chromium (Debian's packages `chromium` and `chromium-driver`).
class BrowserPasskeysTest {
  private static final String PARTY = "localhost";
  private static final Bytes HANDLE = Bytes.utf8("user-1");
  private static final RequestTarget TARGET = new RequestTarget("POST", "/vault/v1/sign", "");
  private static final Bytes BODY = Bytes.utf8("{\"key\":\"k1\"}");
  private static final String EPOCH = "epoch-1";

  private static Browser browser;
  private static Passkeys passkeys;
  private final RequestSigner signer =
      new RequestSigner(new SecureRandom(), Duration.ofSeconds(60));

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(Browser.installed(), "skipped: needs the packages chromium and chromium-driver");
    browser = Browser.start();
    passkeys = passkeys(PARTY, browser.origin());
  }

  @AfterAll
  static void stop() throws IOException {
    if (browser != null) {
      browser.close();
    }
  }

  private static Passkeys passkeys(String party, String... origins) {
    return new Passkeys(
        new PasskeySettings(party, Set.of(origins), List.of()), InstantSource.system());
  }

  private static RegistrationOptions options() {
    return passkeys.options(Bytes.utf8("register user-1 at boot 7"), HANDLE, "somebody");
  }

  private UnsignedRequest request(RegisteredPasskey passkey) {
    return signer.prepare(
        TARGET,
        BODY,
        EPOCH,
        InstantSource.system().instant(),
        RequestAlgorithm.WEBAUTHN,
        passkey.keyId());
  }

  private static SignedRequest sent(UnsignedRequest request, Bytes assertion) throws Exception {
    Map<String, List<String>> headers =
        request.withPasskey(assertion).entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue())));
    return SignedRequest.parse(TARGET, headers, BODY);
  }

  private static String challenge(UnsignedRequest request) {
    return Encodings.base64Url(request.challenge());
  }

  @Test
  void registersAndSignsRequests() throws Exception {
    String authenticator = browser.authenticator("ctap2", "internal", true);
    try {
      RegistrationOptions options = options();
      Bytes created = Bytes.utf8(browser.create(options.json()));
      RegisteredPasskey passkey = passkeys.register(options, created);
      assertThat(passkey.principal())
          .hasToString("passkey:localhost:" + Encodings.base64Url(passkey.id()));
      assertThat(RegisteredPasskey.parse(passkey.encoded())).isEqualTo(passkey);
      assertThat(passkey.attestation())
          .isIn(PasskeyAttestation.SELF, PasskeyAttestation.NONE, PasskeyAttestation.UNKNOWN_ROOT);

      UnsignedRequest first = request(passkey);
      Bytes assertion = Bytes.utf8(browser.get(PARTY, challenge(first), "required"));
      Identity.OfPasskey identity =
          passkeys.verifyRequest(Optional.of(passkey), sent(first, assertion));
      assertThat(identity.principal()).isEqualTo(passkey.principal());
      assertThat(identity.method()).isEqualTo("passkey");
      assertThat(identity.passkey().counter()).isGreaterThan(passkey.counter());

      // The same assertion once more: the counter doesn't rise.
      refused(
          "counter-not-rising",
          () -> passkeys.verifyRequest(Optional.of(identity.passkey()), sent(first, assertion)));
      // The assertion under another request.
      refused(
          "wrong-challenge",
          () -> passkeys.verifyRequest(Optional.of(passkey), sent(request(passkey), assertion)));
      // Nobody knows the passkey: the same refusal as a wrong signature.
      refused(
          "bad-signature", () -> passkeys.verifyRequest(Optional.empty(), sent(first, assertion)));

      UnsignedRequest second = request(passkey);
      Bytes next = Bytes.utf8(browser.get(PARTY, challenge(second), "required"));
      RegisteredPasskey used =
          passkeys.verifyRequest(Optional.of(identity.passkey()), sent(second, next)).passkey();
      assertThat(used.counter()).isGreaterThan(identity.passkey().counter());

      changedSettings(options, created, passkey, first, assertion);
      wrongChallengeAtRegistration(created);
    } finally {
      browser.removeAuthenticator(authenticator);
    }
  }

  private static void wrongChallengeAtRegistration(Bytes created) {
    refused(
        "wrong-challenge",
        () ->
            passkeys.register(
                passkeys.options(Bytes.utf8("another purpose"), HANDLE, "somebody"), created));
  }

  private static void changedSettings(
      RegistrationOptions options,
      Bytes created,
      RegisteredPasskey passkey,
      UnsignedRequest request,
      Bytes assertion) {
    Passkeys elsewhere = passkeys(PARTY, "http://localhost:1");
    refused("wrong-origin", () -> elsewhere.register(options, created));
    refused(
        "wrong-origin", () -> elsewhere.verifyAssertion(passkey, request.challenge(), assertion));
    Passkeys otherParty = passkeys("example.com", browser.origin());
    refused("wrong-relying-party", () -> otherParty.register(options, created));
    refused(
        "wrong-relying-party",
        () -> otherParty.verifyAssertion(passkey, request.challenge(), assertion));
    // A response for one ceremony doesn't do for the other.
    refused("malformed", () -> passkeys.verifyAssertion(passkey, request.challenge(), created));
    refused("malformed", () -> passkeys.register(options, assertion));
  }

  @Test
  void userHasToBeVerified() throws Exception {
    String authenticator = browser.authenticator("ctap2", "internal", true);
    try {
      RegistrationOptions options = options();
      RegisteredPasskey passkey =
          passkeys.register(options, Bytes.utf8(browser.create(options.json())));
      browser.verifies(authenticator, false);
      UnsignedRequest request = request(passkey);
      Bytes assertion = Bytes.utf8(browser.get(PARTY, challenge(request), "discouraged"));
      refused(
          "user-not-verified",
          () -> passkeys.verifyRequest(Optional.of(passkey), sent(request, assertion)));
    } finally {
      browser.removeAuthenticator(authenticator);
    }
  }

  @Test
  void anotherPasskeyOfTheSameUser() throws Exception {
    String authenticator = browser.authenticator("ctap2", "internal", true);
    RegistrationOptions options = options();
    RegisteredPasskey one = passkeys.register(options, Bytes.utf8(browser.create(options.json())));
    browser.removeAuthenticator(authenticator);
    String second = browser.authenticator("ctap2", "usb", true);
    try {
      Bytes created = Bytes.utf8(browser.create(options.json()));
      RegisteredPasskey two = passkeys.register(options, created);
      UnsignedRequest request = request(one);
      Bytes assertion = Bytes.utf8(browser.get(PARTY, challenge(request), "required"));
      refused(
          "other-credential", () -> passkeys.verifyAssertion(one, request.challenge(), assertion));
      refused(
          "bad-signature",
          () -> passkeys.verifyRequest(Optional.of(one), sent(request, assertion)));
      // The first one's id under the second one's signature.
      Bytes renamed = Bytes.utf8(assertion.asUtf8().replace(two.keyId(), one.keyId()));
      refused("bad-signature", () -> passkeys.verifyAssertion(one, request.challenge(), renamed));
      refused(
          "other-credential",
          () ->
              passkeys.register(
                  options, Bytes.utf8(created.asUtf8().replace(two.keyId(), one.keyId()))));
    } finally {
      browser.removeAuthenticator(second);
    }
  }

  private static void refused(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(RefusedPrincipalException.class)
        .hasMessageStartingWith(code + ":");
  }
}
