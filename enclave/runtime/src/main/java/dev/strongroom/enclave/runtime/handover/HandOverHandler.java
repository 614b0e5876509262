// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.handover;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.AttestationException;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.ExchangeResponse;
import dev.strongroom.channel.KeyBinding;
import dev.strongroom.channel.KeyStatement;
import dev.strongroom.channel.custody.CustodyPaths;
import dev.strongroom.channel.custody.EncryptionKey;
import dev.strongroom.channel.custody.JsonBytes;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// The giver's side, in front of a running enclave's service: hands the root secret to heirs whose
/// evidence satisfies the configuration's policy, and to nobody where it names none.
public final class HandOverHandler implements Service.Handler {
  private static final int NONCES = 256;
  private static final Duration NONCE_LIFETIME = Duration.ofMinutes(1);

  /// Evidence as long as channels carry, in base64, and the rest.
  private static final int MOST = ExchangeResponse.MAX_EVIDENCE / 3 * 4 + (4 << 10);

  private final Optional<AppraisalPolicy> heirs;
  private final String deployment;
  private final RootSecret root;
  private final KeyStatement keys;
  private final Verifier verifier;
  private final HostEndorsements endorsements;
  private final ForwardClock judging;
  private final SecureRandom random;
  private final Nonces nonces;
  private final Service.Handler service;

  /// A handler.
  ///
  /// @param heirs the configuration's policy for heirs; empty: everyone is refused
  /// @param deployment the configuration's
  /// @param root stays the caller's to close
  /// @param keys what this enclave's evidence binds
  /// @param endorsements that heirs' evidence is judged with
  /// @param clock the host's; heirs' evidence is judged by it, as far as it goes forward
  /// @param service answers all other requests
  public HandOverHandler(
      Optional<AppraisalPolicy> heirs,
      String deployment,
      RootSecret root,
      KeyStatement keys,
      Verifier verifier,
      HostEndorsements endorsements,
      InstantSource clock,
      SecureRandom random,
      Service.Handler service) {
    this.heirs = heirs;
    this.deployment = deployment;
    this.root = root;
    this.keys = keys;
    this.verifier = verifier;
    this.endorsements = endorsements;
    this.judging = new ForwardClock(clock);
    this.random = random;
    this.nonces = new Nonces(NONCES, NONCE_LIFETIME, clock, random);
    this.service = service;
  }

  @Override
  public Response handle(Request request) throws Exception {
    try {
      return switch (request.path()) {
        case CustodyPaths.ROOT_SECRET -> state(request);
        case CustodyPaths.HAND_OVER_NONCE -> {
          policy(request);
          yield Response.json(200, "{\"version\":1,\"nonce\":\"" + nonces.give().hex() + "\"}");
        }
        case CustodyPaths.HAND_OVER -> handOver(request, policy(request));
        default -> service.handle(request);
      };
    } catch (HandOverRefusedException e) {
      return Response.json(e.status(), e.json());
    }
  }

  private Response state(Request request) throws HandOverRefusedException {
    if (!request.method().equals("GET")) {
      throw new HandOverRefusedException(HandOverRefusal.WRONG_METHOD);
    }
    return Response.json(
        200,
        "{\"version\":1,\"state\":\"running\",\"deployment\":\""
            + deployment
            + "\",\"identityKey\":\""
            + keys.identityKey().hex()
            + "\"}");
  }

  private AppraisalPolicy policy(Request request) throws HandOverRefusedException {
    if (!request.method().equals("POST")) {
      throw new HandOverRefusedException(HandOverRefusal.WRONG_METHOD);
    }
    if (!request.attested()) {
      throw new HandOverRefusedException(HandOverRefusal.NOT_ATTESTED);
    }
    return heirs.orElseThrow(() -> new HandOverRefusedException(HandOverRefusal.NO_HEIRS));
  }

  private Response handOver(Request request, AppraisalPolicy policy)
      throws HandOverRefusedException {
    if (request.body().length() > MOST) {
      throw new HandOverRefusedException(HandOverRefusal.TOO_LONG);
    }
    HeirRequest heir;
    try {
      heir = HeirRequest.parse(request.body());
    } catch (MalformedJsonException e) {
      throw new HandOverRefusedException(HandOverRefusal.MALFORMED);
    }
    // Used up before anything else is looked at: no second try with the same nonce.
    if (!nonces.use(heir.nonce())) {
      throw new HandOverRefusedException(HandOverRefusal.NONCE);
    }
    appraise(heir, policy);
    try {
      Bytes sealed =
          root.use(secret ->
              EncryptionKey.seal(
                  heir.key(), HeirRequest.INFO, heir.context(keys, deployment), secret, random));
      return Response.json(200, "{\"version\":1,\"sealed\":\"" + JsonBytes.of(sealed) + "\"}");
    } catch (IllegalArgumentException e) {
      throw new HandOverRefusedException(HandOverRefusal.UNUSABLE_KEY);
    }
  }

  private void appraise(HeirRequest heir, AppraisalPolicy policy) throws HandOverRefusedException {
    try {
      Evidence evidence = Evidence.parse(heir.evidence());
      Challenge challenge =
          KeyBinding.challenge(
              evidence.kind(),
              Optional.of(heir.nonce()),
              heir.key(),
              HeirRequest.userData(keys, deployment, heir.nonce(), heir.key()));
      verifier.verify(
          evidence, endorsements.read(), policy, challenge, AppraisalTime.live(judging));
    } catch (IOException e) {
      throw new HandOverRefusedException(HandOverRefusal.ENDORSEMENTS);
    } catch (MalformedEvidenceException e) {
      throw new HandOverRefusedException(HandOverRefusal.EVIDENCE_MALFORMED);
    } catch (AttestationException e) {
      throw new HandOverRefusedException(HandOverRefusal.EVIDENCE_REFUSED, e.reason().code());
    }
  }
}
