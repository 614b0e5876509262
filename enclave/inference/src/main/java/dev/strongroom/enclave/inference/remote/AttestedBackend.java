// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.remote;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Check;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.channel.AttestedConnection;
import dev.strongroom.channel.AttestedConnector;
import dev.strongroom.channel.AttestedServer;
import dev.strongroom.channel.ChannelException;
import dev.strongroom.channel.ServerAppraisal;
import dev.strongroom.enclave.inference.backend.Backend;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendCall;
import dev.strongroom.enclave.inference.backend.BackendException;
import dev.strongroom.enclave.inference.backend.BackendException.Problem;
import dev.strongroom.enclave.inference.backend.Verification;
import dev.strongroom.enclave.inference.http.Carrier;
import dev.strongroom.enclave.inference.http.Connections;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A server of models in another environment, over the attested channel: each connection is
/// verified under the policy of the measured configuration before anything of a request is written
/// to it, and none is used that is older than the age it allows.
public final class AttestedBackend implements Backend {
  /// Its kind in the measured configuration.
  public static final String KIND = "attested";

  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(30);

  /// A connection that is about to be too old isn't begun with.
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private final String name;
  private final Way way;
  private final ServerAppraisal appraisal;
  private final AttestedConnector connector;
  private final int patience;
  private final Connections connections;
  private volatile Optional<Verification> verification = Optional.empty();

  /// Since the last connection that was made, one failed.
  private volatile boolean lost;

  /// Where its bytes go.
  @FunctionalInterface
  public interface Way {
    /// A port of the loopback interface that leads to it, such as one of
    /// [dev.strongroom.enclave.runtime.egress.Egress#tunnel].
    ///
    /// @throws IOException if there is no way
    InetSocketAddress address() throws IOException;
  }

  /// A back end; nothing is connected yet.
  ///
  /// @param authority its address, for the field `host`
  /// @param way to it
  /// @param appraisal its policy, and the age that connections may have
  /// @param patience how long it may be silent
  /// @param most requests at a time
  public AttestedBackend(
      String name,
      String authority,
      Way way,
      ServerAppraisal appraisal,
      Duration patience,
      int most) {
    this.name = name;
    this.way = way;
    this.appraisal = appraisal;
    this.connector = new AttestedConnector(appraisal);
    this.patience = Math.toIntExact(patience.toMillis());
    this.connections = new Connections(this::dial, authority, appraisal.clock(), most);
  }

  private Carrier dial() throws BackendException, IOException {
    InetSocketAddress address = way.address();
    AttestedConnection connection;
    try {
      connection =
          connector.connect(
              address.getAddress().getHostAddress(), address.getPort(), CONNECT_WITHIN);
    } catch (ChannelException e) {
      throw refused(e);
    } catch (IOException e) {
      lost = true;
      throw e;
    }
    lost = false;
    connection.socket().setSoTimeout(patience);
    Optional<Verification> verified = Optional.of(verified(connection.server()));
    verification = verified;
    return new Carrier(
        connection.input(),
        connection.output(),
        connection::close,
        connection.goodUntil().minus(MARGIN),
        verified);
  }

  private BackendException refused(ChannelException e) {
    verification = Optional.empty();
    // It isn't what it was: nothing more is sent on connections from before either.
    connections.forget();
    // Without a handshake there may be nobody at all.
    Problem problem =
        e.refusal() == ChannelException.Refusal.TLS ? Problem.UNREACHABLE : Problem.NOT_ACCEPTED;
    Optional<String> check = e.verdict().flatMap(Verdict::firstFailure).map(Check::name);
    BackendException refused =
        new BackendException(
            problem, e.refusal().code() + check.map(failed -> " (" + failed + ")").orElse(""));
    refused.initCause(e);
    return refused;
  }

  private Verification verified(AttestedServer server) {
    Verdict verdict = server.verified().verdict();
    return new Verification(
        verdict.kind().toString(),
        sha256(server.evidence()),
        Optional.of(server.keys().identityKey()),
        Optional.empty(),
        appraisal.clock().instant(),
        verdict.simulated(),
        verdict.checks().stream()
            .filter(check -> check.outcome() == Check.Outcome.PASSED)
            .map(Check::name)
            .toList());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public BackendAnswer send(BackendCall call) throws BackendException {
    try {
      return connections.send(call);
    } catch (BackendException e) {
      if (e.problem() == Problem.UNREACHABLE) {
        lost = true;
      }
      throw e;
    }
  }

  /// Attests it anew, unless it was attested within half of the age that connections may have, and
  /// hasn't failed since.
  @Override
  public void check() throws BackendException {
    Instant due =
        appraisal.clock().instant().minus(appraisal.policy().reattestAfter().dividedBy(2));
    if (lost || verification.filter(last -> last.at().isAfter(due)).isEmpty()) {
      connections.check();
    }
  }

  @Override
  public Optional<Verification> verification() {
    return verification;
  }

  @Override
  public void close() {
    connections.close();
  }

  private static Bytes sha256(Bytes data) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      data.updateTo(digest);
      return Bytes.copyOf(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
