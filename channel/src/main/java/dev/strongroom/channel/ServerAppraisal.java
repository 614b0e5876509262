// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.channel.ChannelException.Refusal;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// The client's judgement of one server under one policy (`docs/attested-channel.md`, section 6),
/// for whoever carries the bytes. [AttestedConnector] does it over blocking sockets.
///
/// In this order: TLS by [#engine], [#handshaken], the bytes of a [#request], a response, [#judge].
/// Nothing but the request may be sent before `judge` has returned. Thread-safe.
public final class ServerAppraisal {
  private static final String TLS = "TLSv1.3";

  /// What may stand in server name indication: at least one dot, and a top level that isn't a
  /// number.
  private static final Pattern DNS_NAME =
      Pattern.compile("(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z][A-Za-z0-9-]*");

  private final ChannelPolicy policy;
  private final Verifier verifier;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /// Appraises under `policy`, by `clock`.
  public ServerAppraisal(ChannelPolicy policy, Verifier verifier, InstantSource clock) {
    this.policy = policy;
    this.verifier = verifier;
    this.clock = clock;
  }

  /// What is demanded of a server.
  public ChannelPolicy policy() {
    return policy;
  }

  /// The clock that ages are judged by.
  public InstantSource clock() {
    return clock;
  }

  /// A client's TLS for one connection, which takes any certificate: its key is bound by [#judge],
  /// and until then the server is anybody. No session is resumed.
  ///
  /// @param host for server name indication, if it is a DNS name
  /// @param port of the server; 1 to 65,535, or less if unknown
  public SSLEngine engine(String host, int port) {
    SSLEngine engine = UnjudgedTls.context().createSSLEngine(host, port);
    engine.setUseClientMode(true);
    engine.setSSLParameters(parameters(engine.getSSLParameters(), host));
    return engine;
  }

  /// Section 1 of the specification: TLS 1.3 and the attested protocol, nothing else.
  static SSLParameters parameters(SSLParameters parameters, String host) {
    if (DNS_NAME.matcher(host).matches()) {
      parameters.setServerNames(List.of(new SNIHostName(host)));
    }
    parameters.setProtocols(new String[] {TLS});
    parameters.setApplicationProtocols(new String[] {ExchangeResponder.ALPN});
    return parameters;
  }

  /// Checks what the handshake came to.
  ///
  /// @param protocol that the server selected by ALPN
  /// @throws ChannelException unless it is TLS 1.3 with the attested protocol
  public ExtendedSSLSession handshaken(SSLSession session, @Nullable String protocol)
      throws ChannelException {
    if (!session.getProtocol().equals(TLS) || !(session instanceof ExtendedSSLSession extended)) {
      throw new ChannelException(Refusal.TLS, session.getProtocol() + " isn't TLS 1.3", null);
    }
    if (!ExchangeResponder.ALPN.equals(protocol)) {
      throw new ChannelException(
          Refusal.NOT_ATTESTED, "the server didn't select " + ExchangeResponder.ALPN, null);
    }
    return extended;
  }

  /// A request with a nonce that was never used.
  public ExchangeRequest request() {
    byte[] nonce = new byte[ExchangeRequest.NONCE];
    random.nextBytes(nonce);
    return new ExchangeRequest(Bytes.copyOf(nonce), policy.fresh());
  }

  /// Appraises a response; when this returns, the application may speak.
  ///
  /// @param session of the connection that request and response were carried by
  /// @throws ChannelException if the server isn't what the policy demands
  public AttestedServer judge(
      ExchangeRequest request, ExchangeResponse response, ExtendedSSLSession session)
      throws ChannelException {
    // The age counts from before: a clock that is set forward meanwhile must not add to it.
    Instant goodUntil = clock.instant().plus(policy.reattestAfter());
    VerifiedStatement verified =
        VerifiedStatement.appraise(
            response.statement(),
            response.evidence(),
            policy.fresh() ? Optional.of(request.nonce()) : Optional.empty(),
            policy,
            verifier,
            clock);
    binding(session, request, response, verified.statement());
    return new AttestedServer(verified, goodUntil);
  }

  private static void binding(
      ExtendedSSLSession session,
      ExchangeRequest request,
      ExchangeResponse response,
      KeyStatement statement)
      throws ChannelException {
    byte[] transcript;
    try {
      Bytes leafKeyInfo =
          Bytes.copyOf(session.getPeerCertificates()[0].getPublicKey().getEncoded());
      transcript =
          Transcript.of(response.statement(), response.evidence(), leafKeyInfo, session, request);
    } catch (IOException e) {
      throw new ChannelException(Refusal.BINDING, "the session can't be bound to", e);
    }
    if (!SigningKey.verifies(statement.attestationKey(), transcript, response.signature())) {
      throw new ChannelException(
          Refusal.BINDING, "the evidence isn't that of this connection", null);
    }
  }
}
