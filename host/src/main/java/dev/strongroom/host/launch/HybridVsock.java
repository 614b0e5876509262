// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/// A guest's vsock ports behind one Unix-domain socket, as vhost-device-vsock has them: the first
/// line names the port, the answer says whether somebody listens, then comes the stream.
final class HybridVsock {
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final int LONGEST_ANSWER = 32;

  private HybridVsock() {}

  /// A connection to `port` of the guest.
  ///
  /// @throws IOException if nobody listens there, or there is no answer within 5 s
  static SocketChannel open(Path socket, int port) throws IOException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    Thread limit = Thread.ofVirtual().start(() -> closeLater(channel));
    try {
      ByteBuffer wish =
          ByteBuffer.wrap(("CONNECT " + port + "\n").getBytes(StandardCharsets.US_ASCII));
      while (wish.hasRemaining()) {
        channel.write(wish);
      }
      if (!answer(channel).matches("OK [0-9]+")) {
        throw new IOException("nobody listens at vsock port " + port);
      }
      return channel;
    } catch (AsynchronousCloseException e) {
      throw new IOException("no answer from vsock port " + port);
    } catch (IOException e) {
      channel.close();
      throw e;
    } finally {
      limit.interrupt();
    }
  }

  /// Byte by byte: what follows the line belongs to the stream.
  private static String answer(SocketChannel channel) throws IOException {
    StringBuilder line = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (line.length() < LONGEST_ANSWER && channel.read(one) == 1) {
      char c = (char) (one.get(0) & 0xff);
      if (c == '\n') {
        return line.toString();
      }
      line.append(c);
      one.clear();
    }
    return "";
  }

  private static void closeLater(SocketChannel channel) {
    try {
      Thread.sleep(ANSWER);
      channel.close();
    } catch (InterruptedException e) {
      // There was an answer.
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // Closed all the same.
      return;
    }
  }
}
