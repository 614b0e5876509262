// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.AttestedCredentialDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationData;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticationRequest;
import com.webauthn4j.data.RegistrationData;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.RegistrationRequest;
import com.webauthn4j.data.attestation.AttestationObject;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.statement.NoneAttestationStatement;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.signature.RequestAlgorithm;
import dev.strongroom.channel.signature.SignedRequest;
import dev.strongroom.policy.Principal;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Registers passkeys and verifies what they sign (WebAuthn level 3, sections 7.1 and 7.2). Users
/// are always verified. Thread-safe.
public final class Passkeys {
  private static final String CREATE = "webauthn.create";
  private static final String GET = "webauthn.get";

  private final PasskeySettings settings;
  private final InstantSource clock;
  private final Set<Origin> origins;
  private final AttestationRoots roots;
  private final WebAuthnManager manager;
  private final AttestedCredentialDataConverter credentials;
  private final DecoyPasskey decoy;

  /// @param settings whose passkeys
  /// @param clock for the validity of attestation certificates
  public Passkeys(PasskeySettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.origins =
        settings.origins().stream().map(Origin::new).collect(Collectors.toUnmodifiableSet());
    this.roots = new AttestationRoots(settings.attestationRoots());
    ObjectConverter converter = WebAuthn.converter();
    this.manager = WebAuthn.manager(converter);
    this.credentials = new AttestedCredentialDataConverter(converter);
    this.decoy = new DecoyPasskey(settings.relyingParty());
  }

  /// What to ask a browser for.
  ///
  /// @param purpose what the passkey is registered for, fresh for each registration: its SHA-256 is
  ///   the challenge
  /// @param userHandle 1 to 64 bytes, nothing that says who it is
  /// @param userName what the browser shows
  public RegistrationOptions options(Bytes purpose, Bytes userHandle, String userName) {
    return new RegistrationOptions(
        settings.relyingParty(), Encodings.sha256(purpose), userHandle, userName);
  }

  /// Verifies what a browser answered to these options.
  ///
  /// @param options as they were given out, and are now used up
  /// @param response the credential's `toJSON()`
  /// @throws RefusedPrincipalException if something doesn't hold
  public RegisteredPasskey register(RegistrationOptions options, Bytes response)
      throws RefusedPrincipalException {
    CredentialResponse answered = CredentialResponse.registration(response);
    ClientData.parse(answered.clientData()).check(CREATE, options.challenge(), settings.origins());
    RegistrationData data =
        WebAuthn.guarded(() ->
            manager.verify(
                new RegistrationRequest(
                    answered.attestationObject().toByteArray(),
                    answered.clientData().toByteArray()),
                new RegistrationParameters(
                    server(options.challenge()), PasskeyAlgorithms.PARAMETERS, true, true)));
    AttestationObject object = Objects.requireNonNull(data.getAttestationObject());
    AttestedCredentialData credential =
        Objects.requireNonNull(object.getAuthenticatorData().getAttestedCredentialData());
    Bytes id = Bytes.copyOf(credential.getCredentialId());
    if (!id.equals(answered.id())) {
      throw new RefusedPrincipalException(
          PrincipalRefusal.OTHER_CREDENTIAL, "the attested credential is another one");
    }
    PasskeyAttestation worth = roots.judge(object, clock.instant());
    Principal principal =
        Encodings.principal(
            Principal.Kind.PASSKEY, settings.relyingParty() + ":" + Encodings.base64Url(id));
    return WebAuthn.guarded(() ->
        new RegisteredPasskey(
            principal,
            Bytes.copyOf(credentials.convert(credential)),
            options.userHandle(),
            object.getAuthenticatorData().getSignCount(),
            object.getAuthenticatorData().isFlagBE(),
            object.getAuthenticatorData().isFlagBS(),
            object.getFormat(),
            worth));
  }

  /// Verifies that a passkey signed a challenge.
  ///
  /// @param expectedChallenge 32 bytes
  /// @param response the credential's `toJSON()`
  /// @return the passkey with its new counter, which is to be kept before anything is done
  /// @throws RefusedPrincipalException if something doesn't hold
  public RegisteredPasskey verifyAssertion(
      RegisteredPasskey passkey, Bytes expectedChallenge, Bytes response)
      throws RefusedPrincipalException {
    CredentialResponse answered = CredentialResponse.assertion(response);
    ClientData.parse(answered.clientData()).check(GET, expectedChallenge, settings.origins());
    if (!answered.id().equals(passkey.id())) {
      throw new RefusedPrincipalException(
          PrincipalRefusal.OTHER_CREDENTIAL, "another passkey answered");
    }
    if (answered.userHandle().filter(handle -> !handle.equals(passkey.userHandle())).isPresent()) {
      throw new RefusedPrincipalException(
          PrincipalRefusal.OTHER_USER, "the passkey is another user's");
    }
    AuthenticationData data =
        WebAuthn.guarded(() -> verified(passkey, expectedChallenge, answered));
    var authenticator = Objects.requireNonNull(data.getAuthenticatorData());
    return passkey.used(authenticator.getSignCount(), authenticator.isFlagBS());
  }

  /// Verifies a request that a passkey signed: its challenge is the SHA-256 of the request's
  /// signature base. A passkey that nobody knows takes as long as a wrong signature.
  ///
  /// @param passkey by the request's key id; empty if there is none
  /// @return who asks, with the passkey as it is to be kept from now on
  /// @throws RefusedPrincipalException if something doesn't hold
  public Identity.OfPasskey verifyRequest(
      Optional<RegisteredPasskey> passkey, SignedRequest request) throws RefusedPrincipalException {
    if (request.algorithm() != RequestAlgorithm.WEBAUTHN) {
      throw new RefusedPrincipalException(
          PrincipalRefusal.UNKNOWN_ALGORITHM, "not signed by a passkey");
    }
    CredentialResponse answered = CredentialResponse.assertion(request.proof());
    boolean known =
        passkey.isPresent()
            && passkey.get().keyId().equals(request.keyId())
            && passkey.get().id().equals(answered.id());
    RegisteredPasskey used = known ? passkey.get() : decoy.with(answered);
    RegisteredPasskey verified = verifyAssertion(used, request.challenge(), request.proof());
    if (!known) {
      throw new RefusedPrincipalException(PrincipalRefusal.BAD_SIGNATURE, "BadSignatureException");
    }
    return new Identity.OfPasskey(verified);
  }

  private AuthenticationData verified(
      RegisteredPasskey passkey, Bytes challenge, CredentialResponse answered) {
    CredentialRecordImpl record =
        new CredentialRecordImpl(
            new NoneAttestationStatement(),
            true,
            passkey.backupEligible(),
            passkey.backedUp(),
            passkey.counter(),
            credentials.convert(passkey.credential().toByteArray()),
            null,
            null,
            null,
            null);
    return manager.verify(
        new AuthenticationRequest(
            answered.id().toByteArray(),
            answered.authenticatorData().toByteArray(),
            answered.clientData().toByteArray(),
            answered.signature().toByteArray()),
        new AuthenticationParameters(
            server(challenge), record, List.of(passkey.id().toByteArray()), true, true));
  }

  private ServerProperty server(Bytes challenge) {
    return ServerProperty.builder()
        .origins(origins)
        .rpId(settings.relyingParty())
        .challenge(new DefaultChallenge(challenge.toByteArray()))
        .build();
  }
}
