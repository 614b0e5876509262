// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.ExchangeRequest;
import dev.strongroom.channel.ExchangeResponder;
import dev.strongroom.channel.ServerCertificate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/// An attested engine and a server's in one thread, joined by two buffers.
final class EnginePair {
  /// What the server answers, each in a TLS record of its own.
  interface Answer {
    List<byte[]> to(ExchangeRequest request, SSLSession session) throws IOException;
  }

  private static final int NET = 1 << 18;

  final SSLEngine client;
  final SSLEngine server;
  private final Answer answer;
  private final int chunk;
  private final ByteBuffer toServer = ByteBuffer.allocate(NET);
  private final ByteBuffer toClient = ByteBuffer.allocate(NET);
  private final ByteBuffer atClient = ByteBuffer.allocate(NET);
  private final ByteBuffer atServer = ByteBuffer.allocate(NET);
  private final ByteBuffer secret = ByteBuffer.wrap(new byte[100]);
  private boolean answered;
  int finished;

  /// @param chunk how many bytes arrive at the client at a time
  EnginePair(SSLEngine client, ServerCertificate certificate, int chunk, Answer answer) {
    this.client = client;
    this.answer = answer;
    this.chunk = chunk;
    client.setUseClientMode(true);
    server = certificate.context().createSSLEngine();
    server.setUseClientMode(false);
    SSLParameters parameters = server.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {ExchangeResponder.ALPN});
    server.setSSLParameters(parameters);
  }

  /// Drives both until the client says that it has finished. The whole time it is handed a secret.
  void handshake() throws IOException {
    client.beginHandshake();
    for (int idle = 0; finished == 0; idle++) {
      assertThat(idle).as("steps without an end").isLessThan(1_000_000);
      step();
      serve();
    }
    assertThat(secret.position()).isZero();
    assertThat(client.getApplicationProtocol()).isEqualTo("http/1.1");
  }

  /// One step of the client's.
  void step() throws IOException {
    HandshakeStatus status = client.getHandshakeStatus();
    switch (status) {
      case NEED_TASK -> {
        for (Runnable task; (task = client.getDelegatedTask()) != null; ) {
          task.run();
        }
      }
      case NEED_WRAP -> count(client.wrap(secret, toServer));
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
        toClient.flip();
        int taken = Math.min(chunk, toClient.remaining());
        atClient.put(toClient.slice(toClient.position(), taken));
        toClient.position(toClient.position() + taken).compact();
        ByteBuffer plain = ByteBuffer.allocate(NET);
        atClient.flip();
        count(client.unwrap(atClient, plain));
        atClient.compact();
        assertThat(plain.position()).as("bytes before the verdict").isZero();
      }
      default -> throw new AssertionError("nothing to do in state " + status);
    }
    if (finished == 0) {
      assertThat(secret.position()).as("bytes taken before the verdict").isZero();
      assertThat(client.getApplicationProtocol()).isNull();
    }
  }

  private void count(SSLEngineResult result) {
    if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
      finished++;
    }
  }

  /// What the server does with what it has got.
  void serve() throws IOException {
    for (boolean progress = true; progress; ) {
      progress = false;
      switch (server.getHandshakeStatus()) {
        case NEED_TASK -> {
          for (Runnable task; (task = server.getDelegatedTask()) != null; ) {
            task.run();
          }
          progress = true;
        }
        case NEED_WRAP -> progress = wrap(ByteBuffer.allocate(0));
        default -> {
          toServer.flip();
          SSLEngineResult result = server.unwrap(toServer, atServer);
          toServer.compact();
          progress = result.bytesConsumed() > 0;
        }
      }
    }
    if (!answered && atServer.position() >= ExchangeRequest.LENGTH) {
      answered = true;
      Bytes request = Bytes.copyOf(atServer.flip().slice().array()).slice(0, 38);
      atServer.clear();
      for (byte[] part : answer.to(ExchangeRequest.parse(request), server.getSession())) {
        wrap(ByteBuffer.wrap(part));
      }
    }
  }

  private boolean wrap(ByteBuffer plain) throws IOException {
    SSLEngineResult result = server.wrap(plain, toClient);
    assertThat(result.getStatus()).isNotEqualTo(Status.BUFFER_OVERFLOW);
    return result.bytesProduced() > 0;
  }

  /// Ends the server's direction.
  void closeServer() throws IOException {
    server.closeOutbound();
    wrap(ByteBuffer.allocate(0));
  }

  /// What the server has decrypted after the exchange.
  ByteBuffer atServer() {
    return atServer;
  }

  ByteBuffer toServer() {
    return toServer;
  }

  ByteBuffer toClient() {
    return toClient;
  }
}
