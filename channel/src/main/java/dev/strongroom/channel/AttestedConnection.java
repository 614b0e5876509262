// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Verified;
import dev.strongroom.channel.ChannelException.Refusal;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/// A connection whose peer was verified. Closing it closes the socket.
public final class AttestedConnection implements AutoCloseable {
  private final SSLSocket socket;
  private final Optional<RecordSocket> records;
  private final AttestedServer server;
  private final InstantSource clock;

  /// @param records what `socket` lies over, if that can tell records apart
  AttestedConnection(
      SSLSocket socket,
      Optional<RecordSocket> records,
      AttestedServer server,
      InstantSource clock) {
    this.socket = socket;
    this.records = records;
    this.server = server;
    this.clock = clock;
  }

  /// The peer, verified.
  public AttestedServer server() {
    return server;
  }

  /// The peer's verified claims, and the verdict.
  public Verified<Claims> verified() {
    return server.verified();
  }

  /// The peer's keys, bound by its evidence.
  public KeyStatement keys() {
    return server.keys();
  }

  /// Until when the connection may be used.
  public Instant goodUntil() {
    return server.goodUntil();
  }

  /// What the peer sends. Where bytes are available, reading doesn't wait, unless the peer sent a
  /// record of TLS's own just then, such as one with new keys.
  ///
  /// @throws IOException if the socket is closed
  public InputStream input() throws IOException {
    return new FilterInputStream(socket.getInputStream()) {
      @Override
      public int available() throws IOException {
        int decrypted = in.available();
        return decrypted > 0 || records.isEmpty() ? decrypted : records.get().recordHere();
      }
    };
  }

  /// What is sent to the peer. Once [#goodUntil] has passed, writing fails with a
  /// [ChannelException] and closes the connection.
  ///
  /// @throws IOException if the socket is closed
  public OutputStream output() throws IOException {
    return new FilterOutputStream(socket.getOutputStream()) {
      @Override
      public void write(int oneByte) throws IOException {
        ensureGood();
        out.write(oneByte);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        ensureGood();
        out.write(bytes, offset, length);
      }
    };
  }

  /// The socket underneath, for settings such as timeouts.
  public SSLSocket socket() {
    return socket;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void ensureGood() throws IOException {
    if (!clock.instant().isBefore(goodUntil())) {
      close();
      throw new ChannelException(
          Refusal.REATTESTATION_DUE, "attested too long ago: connect anew", null);
    }
  }
}
