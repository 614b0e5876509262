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
import dev.strongroom.enclave.runtime.SuccessorRefusedException;
import dev.strongroom.enclave.runtime.Successors;
import dev.strongroom.enclave.runtime.Successors.Successor;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// The giver's side, in front of a running enclave's service: hands the root secret to heirs whose
/// evidence satisfies the configuration's policy, or that of an image that the service's log lets
/// have it, and to nobody else.
public final class HandOverHandler implements Service.Handler {
  private static final int NONCES = 256;
  private static final Duration NONCE_LIFETIME = Duration.ofMinutes(1);

  /// Evidence as long as channels carry, in base64, and the rest.
  private static final int MOST = ExchangeResponse.MAX_EVIDENCE / 3 * 4 + (4 << 10);

  private final Heirs heirs;
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
  /// @param heirs who gets it
  /// @param deployment the configuration's
  /// @param root stays the caller's to close
  /// @param keys what this enclave's evidence binds
  /// @param endorsements that heirs' evidence is judged with
  /// @param clock the host's; heirs' evidence is judged by it, as far as it goes forward
  /// @param service answers all other requests
  public HandOverHandler(
      Heirs heirs,
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
          welcome(request);
          yield Response.json(200, "{\"version\":1,\"nonce\":\"" + nonces.give().hex() + "\"}");
        }
        case CustodyPaths.HAND_OVER -> {
          welcome(request);
          yield handOver(request);
        }
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

  private void welcome(Request request) throws HandOverRefusedException {
    if (!request.method().equals("POST")) {
      throw new HandOverRefusedException(HandOverRefusal.WRONG_METHOD);
    }
    if (!request.attested()) {
      throw new HandOverRefusedException(HandOverRefusal.NOT_ATTESTED);
    }
    if (heirs.measured().isEmpty() && named().isEmpty()) {
      throw new HandOverRefusedException(HandOverRefusal.NO_HEIRS);
    }
  }

  /// Whom the service's log names.
  private Optional<Successor> named() throws HandOverRefusedException {
    Optional<Successors> decided = heirs.decided().get();
    try {
      return decided.isPresent() ? decided.get().named() : Optional.empty();
    } catch (SuccessorRefusedException e) {
      throw refused(e);
    }
  }

  private static HandOverRefusedException refused(SuccessorRefusedException e) {
    return new HandOverRefusedException(
        e.passes() ? HandOverRefusal.UPGRADE_WAITS : HandOverRefusal.UPGRADE_REFUSED, e.code());
  }

  private Response handOver(Request request) throws HandOverRefusedException, InterruptedException {
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
    decide(heir);
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

  /// By the measured policy, else by the log's decision.
  private void decide(HeirRequest heir) throws HandOverRefusedException, InterruptedException {
    HandOverRefusedException last = new HandOverRefusedException(HandOverRefusal.NO_HEIRS);
    if (heirs.measured().isPresent()) {
      try {
        appraise(heir, heirs.measured().get());
        return;
      } catch (HandOverRefusedException e) {
        last = e;
      }
    }
    Optional<Successor> named;
    try {
      named = named();
    } catch (HandOverRefusedException e) {
      // Who isn't named may be meant by neither: what the measured policy says tells more.
      throw heirs.measured().isPresent() ? last : e;
    }
    if (named.isEmpty()) {
      throw last;
    }
    appraise(heir, named.get().policy());
    try {
      named.get().admit(sha256(heir.evidence()));
    } catch (SuccessorRefusedException e) {
      throw refused(e);
    }
  }

  private static Bytes sha256(Bytes bytes) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      bytes.updateTo(sha256);
      return Bytes.copyOf(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
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
