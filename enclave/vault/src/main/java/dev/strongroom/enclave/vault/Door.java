// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.signature.RefusedRequestException;
import dev.strongroom.channel.signature.RequestPublicKey;
import dev.strongroom.channel.signature.RequestTarget;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.vault.dossier.DossierException;
import dev.strongroom.enclave.vault.dossier.Dossiers;
import dev.strongroom.enclave.vault.dossier.State;
import dev.strongroom.enclave.vault.dossier.Step;
import dev.strongroom.enclave.vault.key.Kind;
import dev.strongroom.enclave.vault.key.OwnerContent;
import dev.strongroom.enclave.vault.key.VaultContents;
import dev.strongroom.enclave.vault.principal.Identity;
import dev.strongroom.enclave.vault.principal.RefusedPrincipalException;
import dev.strongroom.enclave.vault.principal.RegisteredPasskey;
import dev.strongroom.enclave.vault.principal.RequestGate;
import dev.strongroom.policy.Principal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Who made a request: found out by its signature, once, for this boot. Whoever is turned away
/// doesn't learn why any faster, and has it entered.
record Door(RequestGate gate, Dossiers dossiers, Refusals refusals) {
  private static final int LONGEST_ID = 200;

  /// Finds out.
  ///
  /// @throws RefusedException if it isn't somebody's, or not for now
  Caller caller(Request request) throws Exception {
    try {
      RequestGate.Admitted admitted =
          gate.admit(
              RequestTarget.received(request.method(), request.rawPath(), request.query()),
              request.headers(),
              request.body());
      if (admitted.identity() instanceof Identity.OfPasskey person) {
        counted(person);
      }
      Identity identity = admitted.identity();
      return new Caller(
          identity.principal(), identity.method(), admitted.request().keyId(), identity.claims());
    } catch (RefusedRequestException e) {
      throw turnedAway(request, e.refusal().code(), String.valueOf(e.getMessage()));
    } catch (RefusedPrincipalException e) {
      throw turnedAway(request, e.refusal().code(), e.getMessage());
    } catch (RefusedException e) {
      throw turnedAway(request, e.code(), e.getMessage());
    }
  }

  /// Whom requests name. Thread-safe.
  static final class Everybody implements RequestGate.Known {
    /// That a key is a point of the right order takes longer to find out than its signature.
    private static final int KEYS_REMEMBERED = 4096;

    private final Dossiers dossiers;
    private final String relyingParty;
    private final Map<String, RequestPublicKey> keys =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, RequestPublicKey> eldest) {
            return size() > KEYS_REMEMBERED;
          }
        };

    /// @param relyingParty of passkeys; empty if none are taken
    Everybody(Dossiers dossiers, String relyingParty) {
      this.dossiers = dossiers;
      this.relyingParty = relyingParty;
    }

    @Override
    public Optional<RequestPublicKey> key(String keyId) {
      synchronized (keys) {
        RequestPublicKey known = keys.get(keyId);
        if (known != null) {
          return Optional.of(known);
        }
      }
      try {
        RequestPublicKey key = RequestPublicKey.parse(keyId);
        synchronized (keys) {
          keys.put(keyId, key);
        }
        return Optional.of(key);
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    @Override
    public Optional<RegisteredPasskey> passkey(String keyId) throws DossierException {
      String name = relyingParty + ":" + keyId;
      if (relyingParty.isEmpty() || name.length() > LONGEST_ID) {
        return Optional.empty();
      }
      Principal principal = new Principal(Principal.Kind.PASSKEY, name);
      return Door.passkey(dossiers.state(VaultContents.owner(principal)));
    }
  }

  /// The passkey that an owner's dossier has.
  static Optional<RegisteredPasskey> passkey(State state) throws DossierException {
    if (state.content() instanceof OwnerContent owner && owner.passkey().isPresent()) {
      try {
        return Optional.of(
            RegisteredPasskey.parse(
                Bytes.fromHex(String.valueOf(owner.passkey().get().get("encoded")))));
      } catch (RefusedPrincipalException | IllegalArgumentException e) {
        throw new DossierException("state-inconsistent", "a passkey of another format", e);
      }
    }
    return Optional.empty();
  }

  /// As entries have it.
  static Map<String, Object> stored(RegisteredPasskey passkey) {
    return Map.of("encoded", passkey.encoded().hex());
  }

  /// What it says of itself now is kept before anything is done. Two requests with one counter
  /// can't both be its own.
  private void counted(Identity.OfPasskey person) throws Exception {
    dossiers.act(
        VaultContents.owner(person.principal()),
        state -> {
          RegisteredPasskey known = passkey(state).orElseThrow(RefusedException::noSuchKey);
          if (known.equals(person.passkey())) {
            return new Step.Nothing<>(() -> known);
          }
          if (known.counter() >= person.passkey().counter() && known.counter() > 0) {
            throw new RefusedException(
                "cloned-authenticator", 401, "the passkey's counter was used meanwhile");
          }
          return new Step.Enter<>(
              Map.of("kind", Kind.PASSKEY_USED.code(), "passkey", stored(person.passkey())),
              _ -> known);
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
    enterLater(members, refused);
    return refused;
  }

  /// Has it entered that somebody came in, and got nothing: there is no key whose dossier it could
  /// go to.
  void refused(Asked asked, RefusedException refused) {
    Map<String, Object> members = asked.members(Kind.REFUSAL);
    members.put("code", refused.code());
    enterLater(members, refused);
  }

  private void enterLater(Map<String, Object> members, RefusedException refused) {
    Thread.ofVirtual().name("refusal").start(() -> enter(members, refused));
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
