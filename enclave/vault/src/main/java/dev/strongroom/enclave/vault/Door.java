// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.signature.RefusedRequestException;
import dev.strongroom.channel.signature.RequestAlgorithm;
import dev.strongroom.channel.signature.RequestPublicKey;
import dev.strongroom.channel.signature.RequestTarget;
import dev.strongroom.channel.signature.SignedRequest;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.vault.dossier.Dossiers;
import dev.strongroom.enclave.vault.dossier.State;
import dev.strongroom.enclave.vault.dossier.Step;
import dev.strongroom.enclave.vault.key.Kind;
import dev.strongroom.enclave.vault.key.OwnerContent;
import dev.strongroom.enclave.vault.key.VaultContents;
import dev.strongroom.enclave.vault.principal.Identity;
import dev.strongroom.enclave.vault.principal.Passkeys;
import dev.strongroom.enclave.vault.principal.RefusedPrincipalException;
import dev.strongroom.enclave.vault.principal.RegisteredPasskey;
import dev.strongroom.enclave.vault.principal.RequestWindow;
import dev.strongroom.policy.Principal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Who made a request: found out by its signature, once, for this boot. Whoever is turned away
/// doesn't learn why any faster, and has it entered.
record Door(
    RequestWindow window,
    Optional<Passkeys> passkeys,
    String relyingParty,
    Dossiers dossiers,
    Refusals refusals) {
  private static final int LONGEST_ID = 200;

  /// Finds out.
  ///
  /// @throws RefusedException if it isn't somebody's, or not for now
  Caller caller(Request request) throws Exception {
    try {
      SignedRequest signed =
          SignedRequest.parse(
              RequestTarget.received(request.method(), request.rawPath(), request.query()),
              request.headers(),
              request.body());
      window.check(signed);
      return signed.algorithm() == RequestAlgorithm.WEBAUTHN ? person(signed) : agent(signed);
    } catch (RefusedRequestException e) {
      throw turnedAway(request, e.refusal().code(), String.valueOf(e.getMessage()));
    } catch (RefusedPrincipalException e) {
      throw turnedAway(request, e.refusal().code(), e.getMessage());
    }
  }

  private Caller agent(SignedRequest signed) throws RefusedRequestException {
    Optional<RequestPublicKey> key;
    try {
      key = Optional.of(RequestPublicKey.parse(signed.keyId()));
    } catch (IllegalArgumentException e) {
      key = Optional.empty();
    }
    signed.verify(key);
    window.admit(signed);
    Identity.Agent agent = new Identity.Agent(key.orElseThrow());
    return new Caller(agent.principal(), agent.method(), signed.keyId(), agent.claims());
  }

  private Caller person(SignedRequest signed) throws Exception {
    if (passkeys.isEmpty()) {
      throw new RefusedException("not-configured", 401, "no passkeys are taken here");
    }
    Optional<Principal> principal = principal(signed.keyId());
    Optional<RegisteredPasskey> known =
        principal.isPresent()
            ? passkey(dossiers.state(VaultContents.owner(principal.get())))
            : Optional.empty();
    Identity.OfPasskey person = passkeys.get().verifyRequest(known, signed);
    window.admit(signed);
    if (!person.passkey().equals(known.orElseThrow())) {
      counted(person, known.get());
    }
    return new Caller(person.principal(), person.method(), signed.keyId(), person.claims());
  }

  private Optional<Principal> principal(String keyId) {
    String name = relyingParty + ":" + keyId;
    return name.length() <= LONGEST_ID
        ? Optional.of(new Principal(Principal.Kind.PASSKEY, name))
        : Optional.empty();
  }

  /// The passkey that an owner's dossier has.
  static Optional<RegisteredPasskey> passkey(State state) throws Exception {
    if (state.content() instanceof OwnerContent(_, var passkey) && passkey.isPresent()) {
      return Optional.of(
          RegisteredPasskey.parse(Bytes.fromHex(String.valueOf(passkey.get().get("encoded")))));
    }
    return Optional.empty();
  }

  /// As entries have it.
  static Map<String, Object> stored(RegisteredPasskey passkey) {
    return Map.of("encoded", passkey.encoded().hex());
  }

  /// Its counter rose. Two requests with one counter can't both be its own.
  private void counted(Identity.OfPasskey person, RegisteredPasskey before) throws Exception {
    dossiers.act(
        VaultContents.owner(person.principal()),
        state -> {
          RegisteredPasskey now = passkey(state).orElseThrow(RefusedException::noSuchKey);
          if (now.counter() != before.counter()) {
            throw new RefusedException(
                "cloned-authenticator", 401, "the passkey's counter was used meanwhile");
          }
          return new Step.Enter<>(
              Map.of("kind", Kind.PASSKEY_USED.code(), "passkey", stored(person.passkey())),
              _ -> now);
        });
  }

  /// Refuses at once; the entry is on its way.
  private RefusedException turnedAway(Request request, String code, String message) {
    RefusedException refused = new RefusedException(code, 401, message);
    Map<String, Object> members = new HashMap<>();
    members.put("kind", Kind.REFUSAL.code());
    members.put("act", "enter");
    members.put("code", code);
    members.put("path", Json.printable(request.rawPath(), LONGEST_ID));
    Thread.ofVirtual().name("refusal").start(() -> enter(members, refused));
    return refused;
  }

  private void enter(Map<String, Object> members, RefusedException refused) {
    try {
      dossiers.act(VaultContents.DOOR, _ -> refusals.entered(VaultContents.DOOR, members, refused));
    } catch (Exception e) {
      // The refusal itself, or that it couldn't be entered: who was refused knows already.
      return;
    }
  }
}
