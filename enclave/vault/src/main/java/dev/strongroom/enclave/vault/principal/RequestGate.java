// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.signature.RefusedRequestException;
import dev.strongroom.channel.signature.RequestAlgorithm;
import dev.strongroom.channel.signature.RequestPublicKey;
import dev.strongroom.channel.signature.RequestTarget;
import dev.strongroom.channel.signature.SignedRequest;
import dev.strongroom.enclave.vault.dossier.DossierException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The way of a signed request from bytes to somebody who is known, in the one right order: profile
/// and digest, epoch and time, signature, and only then the nonce. Thread-safe.
public final class RequestGate {
  private final RequestWindow window;
  private final Optional<Passkeys> passkeys;
  private final Known known;

  /// Whom the vault knows by the key ids of requests.
  public interface Known {
    /// The key of an agent or a session.
    Optional<RequestPublicKey> key(String keyId);

    /// A passkey as it was last kept.
    ///
    /// @throws DossierException if that can't be read
    Optional<RegisteredPasskey> passkey(String keyId) throws DossierException;
  }

  /// A request that may be looked at.
  ///
  /// @param request as it was signed
  /// @param identity who signed it; a passkey's new counter is to be kept, on the condition that
  ///   the old one is still there, before anything is done
  public record Admitted(SignedRequest request, Identity identity) {}

  /// @param window of this boot
  /// @param passkeys empty if the settings have none
  public RequestGate(RequestWindow window, Optional<Passkeys> passkeys, Known known) {
    this.window = window;
    this.passkeys = passkeys;
    this.known = known;
  }

  /// Lets a request in.
  ///
  /// @param headers by lower-case name
  /// @throws RefusedRequestException if it isn't signed as it has to be, by a known key, now, once
  /// @throws RefusedPrincipalException if a passkey's assertion doesn't hold
  /// @throws DossierException if it isn't known who is known
  public Admitted admit(RequestTarget target, Map<String, List<String>> headers, Bytes body)
      throws RefusedRequestException, RefusedPrincipalException, DossierException {
    SignedRequest request = SignedRequest.parse(target, headers, body);
    window.check(request);
    Identity identity =
        request.algorithm() == RequestAlgorithm.WEBAUTHN ? byPasskey(request) : byKey(request);
    window.admit(request);
    return new Admitted(request, identity);
  }

  private Identity byPasskey(SignedRequest request)
      throws RefusedPrincipalException, DossierException {
    if (passkeys.isEmpty()) {
      throw new RefusedPrincipalException(
          PrincipalRefusal.NOT_CONFIGURED, "the settings have no passkeys");
    }
    return passkeys.get().verifyRequest(known.passkey(request.keyId()), request);
  }

  private Identity byKey(SignedRequest request) throws RefusedRequestException {
    Optional<RequestPublicKey> key = known.key(request.keyId());
    request.verify(key);
    return new Identity.Agent(key.orElseThrow());
  }
}
