// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/// Intel's quote generation service as its sources describe it (`qgs_server.cpp`,
/// `qgs_msg_lib.cpp`), on a Unix socket: one request a connection. Written without any code of the
/// product's. What it answers can be changed at will.
public final class FakeQgs implements AutoCloseable {
  /// The error that it answers other requests with.
  static final int INVALID_TYPE = 0x12005;

  private final ServerSocketChannel listening;
  private final UnaryOperator<Bytes> quoting;

  /// Changes a whole answer, with its length in front.
  volatile UnaryOperator<byte[]> spoil = answer -> answer;

  /// Says nothing until the other side gives up.
  volatile boolean silent;

  private FakeQgs(ServerSocketChannel listening, UnaryOperator<Bytes> quoting) {
    this.listening = listening;
    this.quoting = quoting;
  }

  /// Listens.
  ///
  /// @param quoting makes a quote of a TDREPORT
  public static FakeQgs at(Path socket, UnaryOperator<Bytes> quoting) throws IOException {
    ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(socket));
    FakeQgs service = new FakeQgs(listening, quoting);
    Thread.ofVirtual().start(service::accept);
    return service;
  }

  private void accept() {
    while (listening.isOpen()) {
      try {
        SocketChannel guest = listening.accept();
        Thread.ofVirtual().start(() -> serve(guest));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(SocketChannel guest) {
    try (guest) {
      InputStream in = Channels.newInputStream(guest);
      int length = ByteBuffer.wrap(in.readNBytes(4)).getInt();
      byte[] request = in.readNBytes(length);
      if (silent) {
        int _ = in.read();
        return;
      }
      Channels.newOutputStream(guest).write(spoil.apply(answer(request)));
    } catch (IOException e) {
      // The guest is gone.
    }
  }

  private byte[] answer(byte[] request) {
    ByteBuffer asked = ByteBuffer.wrap(request).order(ByteOrder.LITTLE_ENDIAN);
    boolean understood =
        asked.getShort(0) == 1
            && asked.getInt(4) == 0
            && asked.getInt(8) == request.length
            && asked.getInt(12) == 0
            && asked.getInt(16) + asked.getInt(20) == request.length - 24;
    if (!understood) {
      return message(INVALID_TYPE, new byte[0]);
    }
    Bytes report = Bytes.copyOf(request).slice(24, 24 + asked.getInt(16));
    return message(0, quoting.apply(report).toByteArray());
  }

  /// A whole answer.
  static byte[] message(int error, byte[] quote) {
    ByteBuffer out = ByteBuffer.allocate(28 + quote.length).putInt(24 + quote.length);
    out.order(ByteOrder.LITTLE_ENDIAN).putShort((short) 1).putShort((short) 1).putInt(1);
    out.putInt(24 + quote.length).putInt(error).putInt(0).putInt(quote.length).put(quote);
    return out.array();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
