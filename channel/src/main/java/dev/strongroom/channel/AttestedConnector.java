// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.AttestationException;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.Verified;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.channel.ChannelException.Refusal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Makes attested connections under one policy. Nothing of the application's is sent before the
/// evidence of the very connection was verified. Thread-safe.
public final class AttestedConnector {
  /// What may stand in server name indication: at least one dot, and a top level that isn't a
  /// number.
  private static final Pattern DNS_NAME =
      Pattern.compile("(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z][A-Za-z0-9-]*");

  /// For handshake and exchange together.
  private static final Duration ATTESTATION_TIME = Duration.ofSeconds(20);

  private static final Duration EXCHANGE_TIME = Duration.ofSeconds(10);

  private final ChannelPolicy policy;
  private final Verifier verifier;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /// A connector that appraises under `policy`, by `clock`.
  public AttestedConnector(ChannelPolicy policy, Verifier verifier, InstantSource clock) {
    this.policy = policy;
    this.verifier = verifier;
    this.clock = clock;
  }

  /// Connects to a server.
  ///
  /// @param timeout for reaching it; the handshake and the exchange have ten seconds each
  /// @throws ChannelException if it isn't what the policy demands
  /// @throws IOException if it can't be reached
  public AttestedConnection connect(String host, int port, Duration timeout) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(host, port), Math.toIntExact(timeout.toMillis()));
      return over(socket, host, port);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /// Attests a server over a connected socket, which the connection then owns.
  ///
  /// @throws ChannelException if the server isn't what the policy demands; the socket is closed
  /// @throws IOException if the socket fails
  public AttestedConnection over(Socket connected, String host, int port) throws IOException {
    connected.setSoTimeout(Math.toIntExact(EXCHANGE_TIME.toMillis()));
    connected.setTcpNoDelay(true);
    // A TLS context of its own knows no earlier session: each handshake is a full one.
    SSLSocketFactory sockets = UnjudgedTls.socketFactory();
    SSLSocket tls = (SSLSocket) sockets.createSocket(connected, host, port, true);
    // A timeout for each read alone would let a peer that drips bytes hold the caller for hours.
    CountDownLatch done = new CountDownLatch(1);
    Thread.ofVirtual().start(() -> closeUnless(done, connected));
    try {
      ExtendedSSLSession session = handshake(tls, host);
      ExchangeRequest request = new ExchangeRequest(nonce(), policy.fresh());
      ExchangeResponse response = exchange(tls, request);
      KeyStatement statement = statement(response);
      Verified<Claims> verified = appraise(request, response, statement);
      identity(statement);
      binding(session, request, response, statement);
      tls.setSoTimeout(0);
      return new AttestedConnection(
          tls, verified, statement, clock, clock.instant().plus(policy.reattestAfter()));
    } catch (IOException | RuntimeException e) {
      tls.close();
      throw e;
    } finally {
      done.countDown();
    }
  }

  private static void closeUnless(CountDownLatch done, Socket connected) {
    try {
      if (!done.await(ATTESTATION_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
        connected.close();
      }
    } catch (InterruptedException | IOException e) {
      // Nobody interrupts this thread; and a socket that can't be closed is closed.
    }
  }

  private static ExtendedSSLSession handshake(SSLSocket tls, String host) throws ChannelException {
    SSLParameters parameters = tls.getSSLParameters();
    if (DNS_NAME.matcher(host).matches()) {
      parameters.setServerNames(List.of(new SNIHostName(host)));
    }
    parameters.setProtocols(new String[] {"TLSv1.3"});
    parameters.setApplicationProtocols(new String[] {ExchangeResponder.ALPN});
    tls.setSSLParameters(parameters);
    try {
      tls.startHandshake();
    } catch (IOException e) {
      throw new ChannelException(Refusal.TLS, "no TLS 1.3 handshake", e);
    }
    SSLSession session = tls.getSession();
    if (!session.getProtocol().equals("TLSv1.3")
        || !(session instanceof ExtendedSSLSession extended)) {
      throw new ChannelException(Refusal.TLS, session.getProtocol() + " isn't TLS 1.3", null);
    }
    if (!ExchangeResponder.ALPN.equals(tls.getApplicationProtocol())) {
      throw new ChannelException(
          Refusal.NOT_ATTESTED, "the server didn't select " + ExchangeResponder.ALPN, null);
    }
    return extended;
  }

  private static ExchangeResponse exchange(SSLSocket tls, ExchangeRequest request)
      throws ChannelException {
    try {
      tls.getOutputStream().write(request.encoded().toByteArray());
      tls.getOutputStream().flush();
      return ExchangeResponse.read(tls.getInputStream());
    } catch (IOException e) {
      throw new ChannelException(Refusal.EXCHANGE, "no response to be had: " + e.getMessage(), e);
    }
  }

  private static KeyStatement statement(ExchangeResponse response) throws ChannelException {
    try {
      return KeyStatement.parse(response.statement());
    } catch (MalformedExchangeException e) {
      throw new ChannelException(Refusal.EXCHANGE, e.getMessage(), e);
    }
  }

  private Verified<Claims> appraise(
      ExchangeRequest request, ExchangeResponse response, KeyStatement statement)
      throws ChannelException {
    Challenge challenge =
        Challenge.none()
            .withPublicKey(statement.attestationKey())
            .withUserData(statement.binding());
    if (policy.fresh()) {
      challenge = challenge.withNonce(request.nonce());
    }
    try {
      Evidence evidence = Evidence.parse(response.evidence());
      return verifier.verify(evidence, policy.appraisal(), challenge, AppraisalTime.live(clock));
    } catch (MalformedEvidenceException e) {
      throw new ChannelException(Refusal.EVIDENCE_MALFORMED, e.getMessage(), e);
    } catch (AttestationException e) {
      throw new ChannelException(Refusal.EVIDENCE_REFUSED, e.getMessage(), e, e.verdict());
    }
  }

  private void identity(KeyStatement statement) throws ChannelException {
    if (policy.identityKey().filter(key -> !key.equals(statement.identityKey())).isPresent()) {
      throw new ChannelException(
          Refusal.IDENTITY,
          "a deployment with identity key "
              + statement.identityKey().hex()
              + ", not the pinned one",
          null);
    }
  }

  private static void binding(
      ExtendedSSLSession session,
      ExchangeRequest request,
      ExchangeResponse response,
      KeyStatement statement)
      throws IOException {
    Certificate[] peer = session.getPeerCertificates();
    Bytes leafKeyInfo = Bytes.copyOf(peer[0].getPublicKey().getEncoded());
    byte[] transcript =
        Transcript.of(response.statement(), response.evidence(), leafKeyInfo, session, request);
    if (!SigningKey.verifies(statement.attestationKey(), transcript, response.signature())) {
      throw new ChannelException(
          Refusal.BINDING, "the evidence isn't that of this connection", null);
    }
  }

  private Bytes nonce() {
    byte[] nonce = new byte[ExchangeRequest.NONCE];
    random.nextBytes(nonce);
    return Bytes.copyOf(nonce);
  }
}
