// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.upokecenter.cbor.CBORObject;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.signature.RefusedRequestException;
import dev.strongroom.channel.signature.RequestAlgorithm;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.channel.signature.RequestPublicKey;
import dev.strongroom.channel.signature.RequestSigner;
import dev.strongroom.channel.signature.RequestTarget;
import dev.strongroom.channel.signature.UnsignedRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RequestGateTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String EPOCH = "epoch-1";
  private static final RequestTarget TARGET = new RequestTarget("POST", "/vault/v1/sign", "dry=1");
  private static final Bytes BODY = Bytes.utf8("{}");

  private final SecureRandom random = new SecureRandom();
  private final RequestSigner signer = new RequestSigner(random, Duration.ofMinutes(1));
  private final Map<String, RequestPublicKey> agents = new HashMap<>();
  private final Map<String, RegisteredPasskey> registered = new HashMap<>();
  private final Passkeys passkeys =
      new Passkeys(
          new PasskeySettings(SoftAuthenticator.PARTY, Set.of(SoftAuthenticator.ORIGIN), List.of()),
          () -> NOW);

  private RequestGate gate(Optional<Passkeys> withPasskeys) {
    return new RequestGate(
        new RequestWindow(EPOCH, () -> NOW, 100, 100),
        withPasskeys,
        new RequestGate.Known() {
          @Override
          public Optional<RequestPublicKey> key(String keyId) {
            return Optional.ofNullable(agents.get(keyId));
          }

          @Override
          public Optional<RegisteredPasskey> passkey(String keyId) {
            return Optional.ofNullable(registered.get(keyId));
          }
        });
  }

  private static Map<String, List<String>> lists(Map<String, String> headers) {
    return headers.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> List.of(e.getValue())));
  }

  @Test
  void agents() throws Exception {
    RequestGate gate = gate(Optional.empty());
    try (RequestKey key = RequestKey.generateEc(RequestAlgorithm.SECP256K1, random)) {
      var headers = lists(signer.sign(TARGET, BODY, EPOCH, NOW, key));
      // A refused request uses nothing up: once the key is known, the same one goes through.
      assertThatThrownBy(() -> gate.admit(TARGET, headers, BODY))
          .isInstanceOf(RefusedRequestException.class)
          .hasMessageStartingWith("bad-signature:");
      agents.put(key.publicKey().id(), key.publicKey());
      RequestGate.Admitted admitted = gate.admit(TARGET, headers, BODY);
      assertThat(admitted.identity().principal()).hasToString("agent:" + key.publicKey().id());
      assertThat(admitted.identity().method()).isEqualTo("signature");
      assertThatThrownBy(() -> gate.admit(TARGET, headers, BODY))
          .isInstanceOf(RefusedRequestException.class)
          .hasMessageStartingWith("replayed:");

      var earlier = lists(signer.sign(TARGET, BODY, "epoch-0", NOW, key));
      assertThatThrownBy(() -> gate.admit(TARGET, earlier, BODY))
          .isInstanceOf(RefusedRequestException.class)
          .hasMessageStartingWith("other-epoch:");
    }
  }

  @Test
  void passkeys() throws Exception {
    SoftAuthenticator authenticator = new SoftAuthenticator("EdDSA");
    RegistrationOptions options = passkeys.options(Bytes.utf8("p"), Bytes.utf8("u"), "somebody");
    RegisteredPasskey passkey =
        passkeys.register(
            options,
            authenticator.registration(
                authenticator.clientData("webauthn.create", options.challenge()),
                "none",
                CBORObject.NewMap()));
    authenticator.counter++;
    UnsignedRequest request =
        signer.prepare(TARGET, BODY, EPOCH, NOW, RequestAlgorithm.WEBAUTHN, passkey.keyId());
    var headers = lists(request.withPasskey(authenticator.assertion(request.challenge())));

    RequestGate gate = gate(Optional.of(passkeys));
    assertThatThrownBy(() -> gate.admit(TARGET, headers, BODY))
        .isInstanceOf(RefusedPrincipalException.class)
        .hasMessageStartingWith("bad-signature:");
    registered.put(passkey.keyId(), passkey);
    RequestGate.Admitted admitted = gate.admit(TARGET, headers, BODY);
    assertThat(admitted.identity()).isInstanceOf(Identity.OfPasskey.class);
    assertThat(admitted.identity().principal()).isEqualTo(passkey.principal());

    assertThatThrownBy(() -> gate(Optional.empty()).admit(TARGET, headers, BODY))
        .isInstanceOf(RefusedPrincipalException.class)
        .hasMessageStartingWith("not-configured:");
    // The same assertion, when the counter wasn't kept: the nonce still lets it in once only.
    assertThatThrownBy(() -> gate.admit(TARGET, headers, BODY))
        .isInstanceOf(RefusedRequestException.class)
        .hasMessageStartingWith("replayed:");
  }
}
