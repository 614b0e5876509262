// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import dev.strongroom.attestation.Verifier;
import dev.strongroom.channel.ChannelException.Refusal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Makes attested connections under one policy. Nothing of the application's is sent before the
/// evidence of the very connection was verified. Thread-safe.
public final class AttestedConnector {
  /// For handshake and exchange together.
  private static final Duration ATTESTATION_TIME = Duration.ofSeconds(20);

  private static final Duration EXCHANGE_TIME = Duration.ofSeconds(10);

  private final ServerAppraisal appraisal;

  /// A connector that appraises under `policy`, by `clock`.
  public AttestedConnector(ChannelPolicy policy, Verifier verifier, InstantSource clock) {
    this(new ServerAppraisal(policy, verifier, clock));
  }

  /// A connector that leaves the judgement to `appraisal`.
  public AttestedConnector(ServerAppraisal appraisal) {
    this.appraisal = appraisal;
  }

  /// Connects to a server.
  ///
  /// @param timeout for reaching it; the handshake and the exchange have ten seconds each
  /// @throws ChannelException if it isn't what the policy demands
  /// @throws IOException if it can't be reached
  public AttestedConnection connect(String host, int port, Duration timeout) throws IOException {
    Socket socket = new RecordSocket();
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
    SSLSocketFactory sockets = UnjudgedTls.context().getSocketFactory();
    SSLSocket tls = (SSLSocket) sockets.createSocket(connected, host, port, true);
    // A timeout for each read alone would let a peer that drips bytes hold the caller for hours.
    CountDownLatch done = new CountDownLatch(1);
    Thread.ofVirtual().start(() -> closeUnless(done, connected));
    try {
      ExtendedSSLSession session = handshake(tls, host);
      ExchangeRequest request = appraisal.request();
      ExchangeResponse response = exchange(tls, request);
      AttestedServer server = appraisal.judge(request, response, session);
      tls.setSoTimeout(0);
      return new AttestedConnection(tls, records(connected), server, appraisal.clock());
    } catch (IOException | RuntimeException e) {
      tls.close();
      throw e;
    } finally {
      done.countDown();
    }
  }

  private static Optional<RecordSocket> records(Socket connected) {
    return connected instanceof RecordSocket records ? Optional.of(records) : Optional.empty();
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

  private ExtendedSSLSession handshake(SSLSocket tls, String host) throws ChannelException {
    tls.setSSLParameters(ServerAppraisal.parameters(tls.getSSLParameters(), host));
    try {
      tls.startHandshake();
    } catch (IOException e) {
      throw new ChannelException(Refusal.TLS, "no TLS 1.3 handshake", e);
    }
    return appraisal.handshaken(tls.getSession(), tls.getApplicationProtocol());
  }

  private static ExchangeResponse exchange(SSLSocket tls, ExchangeRequest request)
      throws ChannelException {
    try {
      tls.getOutputStream().write(request.encoded().toByteArray());
      tls.getOutputStream().flush();
      ExchangeResponse response = ExchangeResponse.read(tls.getInputStream());
      if (tls.getInputStream().available() > 0) {
        throw new MalformedExchangeException("bytes behind the response");
      }
      return response;
    } catch (IOException e) {
      throw new ChannelException(Refusal.EXCHANGE, "no response to be had: " + e.getMessage(), e);
    }
  }
}
