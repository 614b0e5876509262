// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.quorum;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.custody.MalformedCustodyException;
import dev.strongroom.channel.custody.OperatorRequest;
import dev.strongroom.channel.custody.QuorumStatus;
import dev.strongroom.channel.custody.QuorumStatus.Phase;
import dev.strongroom.channel.custody.ReleasedShare;
import dev.strongroom.channel.custody.SealedShare;
import dev.strongroom.channel.custody.ShareHeader;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Operator;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Quorum;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One boot's wait for its operators: either enough of them ask for a birth, and all of them
/// confirm their shares, or enough of them release the shares that they have. Thread-safe.
///
/// At most one share for each operator is kept, so memory is bounded by the configuration.
final class Ceremony implements AutoCloseable {
  private final Quorum quorum;
  private final String deployment;
  private final SecureRandom random;
  private final Bytes session;
  private final Set<String> begun = new LinkedHashSet<>();
  private final Map<ShareHeader, Release> releases = new LinkedHashMap<>();
  private final CompletableFuture<RootSecret> outcome = new CompletableFuture<>();
  private @Nullable Birth birth;

  Ceremony(Quorum quorum, String deployment, SecureRandom random) {
    this.quorum = quorum;
    this.deployment = deployment;
    this.random = random;
    byte[] id = new byte[OperatorRequest.SESSION];
    random.nextBytes(id);
    this.session = Bytes.copyOf(id);
  }

  /// The root secret, once it is there.
  CompletableFuture<RootSecret> outcome() {
    return outcome;
  }

  /// Carries out what an operator asks.
  ///
  /// @throws QuorumRefusedException if it isn't to be done; nothing has changed then, but for
  ///   [Refusal#WRONG_SECRET]
  synchronized void accept(OperatorRequest request) throws QuorumRefusedException {
    if (!request.session().equals(session)) {
      throw new QuorumRefusedException(Refusal.OTHER_SESSION);
    }
    Operator operator =
        quorum.operators().stream()
            .filter(one -> one.name().equals(request.operator()))
            .findFirst()
            .orElseThrow(() -> new QuorumRefusedException(Refusal.NOT_AN_OPERATOR));
    if (!request.signedBy(operator.signingKey(), deployment)) {
      throw new QuorumRefusedException(Refusal.BAD_SIGNATURE);
    }
    if (outcome.isDone()) {
      throw new QuorumRefusedException(Refusal.DONE);
    }
    switch (request.action()) {
      case BIRTH -> begin(operator, request.payload());
      case CONFIRM -> confirm(operator, request.payload());
      case RELEASE -> release(operator, request.payload());
      case STORE -> throw new QuorumRefusedException(Refusal.MALFORMED);
    }
  }

  private void begin(Operator operator, Bytes payload) throws QuorumRefusedException {
    if (!payload.isEmpty()) {
      throw new QuorumRefusedException(Refusal.MALFORMED);
    }
    if (birth != null) {
      throw new QuorumRefusedException(Refusal.BIRTH_UNDER_WAY);
    }
    if (!begun.add(operator.name())) {
      throw new QuorumRefusedException(Refusal.ALREADY_BEGUN);
    }
    if (begun.size() >= quorum.threshold()) {
      birth = Birth.of(quorum, deployment, session, random);
      forgetShares();
    }
  }

  private void confirm(Operator operator, Bytes proof) throws QuorumRefusedException {
    if (birth == null) {
      throw new QuorumRefusedException(Refusal.NO_BIRTH);
    }
    birth.confirm(operator.name(), proof);
    // Only now may anything be sealed: from the first sealed value on, lost shares are lost data.
    if (birth.complete()) {
      outcome.complete(birth.root());
    }
  }

  private void release(Operator operator, Bytes payload) throws QuorumRefusedException {
    if (birth != null) {
      throw new QuorumRefusedException(Refusal.BIRTH_UNDER_WAY);
    }
    ReleasedShare share;
    try {
      share = ReleasedShare.parse(payload);
    } catch (MalformedCustodyException e) {
      throw new QuorumRefusedException(Refusal.MALFORMED);
    }
    ShareHeader header = share.header();
    if (!header.deployment().equals(deployment)) {
      throw new QuorumRefusedException(Refusal.OTHER_DEPLOYMENT);
    }
    if (header.threshold() != quorum.threshold()) {
      throw new QuorumRefusedException(Refusal.OTHER_THRESHOLD);
    }
    Release own = releases.getOrDefault(header, new Release(header));
    own.add(operator.name(), share);
    releases.put(header, own);
    // A second share of an operator takes the place of the first: it may have been the wrong file.
    releases.values().stream()
        .filter(other -> other != own)
        .forEach(other -> other.drop(operator.name()));
    releases.values().removeIf(Release::isEmpty);
    try {
      Optional<RootSecret> root = own.secret();
      if (root.isPresent()) {
        outcome.complete(root.get());
        forgetShares();
      }
    } catch (QuorumRefusedException e) {
      own.close();
      releases.remove(header);
      throw e;
    }
  }

  private void forgetShares() {
    releases.values().forEach(Release::close);
    releases.clear();
  }

  /// An operator's share during the birth.
  synchronized SealedShare share(String operator) throws QuorumRefusedException {
    if (birth == null) {
      throw new QuorumRefusedException(Refusal.NO_BIRTH);
    }
    SealedShare share = birth.share(operator);
    if (share == null) {
      throw new QuorumRefusedException(Refusal.NOT_AN_OPERATOR);
    }
    return share;
  }

  /// How far it is.
  synchronized QuorumStatus status() {
    return new QuorumStatus(
        outcome.isDone() ? Phase.DONE : birth == null ? Phase.WAITING : Phase.BIRTH,
        deployment,
        session,
        quorum.threshold(),
        quorum.operators().stream().map(Operator::name).toList(),
        List.copyOf(begun),
        birth == null ? List.of() : birth.confirmed(),
        releases.values().stream().map(Release::status).toList());
  }

  /// Gives up: wipes what was received and made, unless it became the root secret.
  @Override
  public synchronized void close() {
    forgetShares();
    if (!outcome.isDone()) {
      outcome.cancel(false);
      if (birth != null) {
        birth.root().close();
      }
    }
  }
}
