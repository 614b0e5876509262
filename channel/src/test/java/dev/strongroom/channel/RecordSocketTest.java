// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is told before it is read, byte by byte.
@Timeout(20)
class RecordSocketTest {
  private static final int CONTENT = 100;

  private RecordSocket socket;
  private Socket peer;
  private OutputStream out;

  @BeforeEach
  void connect() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      socket = new RecordSocket();
      socket.connect(server.getLocalSocketAddress());
      peer = server.accept();
      peer.setTcpNoDelay(true);
      out = peer.getOutputStream();
    }
  }

  @AfterEach
  void close() throws IOException {
    peer.close();
    socket.close();
  }

  /// A record of so many bytes and what is around them.
  private static byte[] record(int content) {
    int length = content + 17;
    byte[] record = new byte[5 + length];
    new Random(content).nextBytes(record);
    record[0] = 23;
    record[1] = 3;
    record[2] = 3;
    record[3] = (byte) (length >> 8);
    record[4] = (byte) length;
    return record;
  }

  private void awaitArrived(int bytes) throws Exception {
    while (socket.getInputStream().available() < bytes) {
      Thread.sleep(1);
    }
  }

  @Test
  void tellsWholeRecordsOnly() throws Exception {
    byte[] record = record(CONTENT);
    for (int i = 0; i < record.length; i++) {
      assertThat(socket.recordHere()).as("%d bytes are here", i).isZero();
      out.write(record[i]);
      awaitArrived(i + 1);
    }
    assertThat(socket.recordHere()).isEqualTo(CONTENT);
    assertThat(socket.getInputStream().readNBytes(record.length)).isEqualTo(record);
    assertThat(socket.recordHere()).isZero();
  }

  @Test
  void tellsEachOfThoseThatCameTogether() throws Exception {
    byte[] first = record(CONTENT);
    byte[] second = record(2 * CONTENT);
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    out.write(both, 0, both.length - 1);
    awaitArrived(both.length - 1);
    assertThat(socket.recordHere()).isEqualTo(CONTENT);
    assertThat(socket.getInputStream().readNBytes(first.length)).isEqualTo(first);
    assertThat(socket.recordHere()).isZero();
    out.write(both, both.length - 1, 1);
    awaitArrived(second.length);
    assertThat(socket.recordHere()).isEqualTo(2 * CONTENT);
    assertThat(socket.getInputStream().readNBytes(second.length)).isEqualTo(second);
  }

  /// The longest record has 2¹⁴ + 256 bytes behind its header.
  @Test
  void hasRoomForTheLongestRecordBehindAnother() throws Exception {
    byte[] first = record(CONTENT);
    byte[] longest = record((1 << 14) + 256 - 17);
    out.write(first);
    out.write(longest);
    awaitArrived(first.length + longest.length);
    assertThat(socket.getInputStream().readNBytes(first.length)).isEqualTo(first);
    assertThat(socket.recordHere()).isEqualTo(longest.length - 22);
    assertThat(socket.getInputStream().readNBytes(longest.length)).isEqualTo(longest);
  }

  @Test
  void endsAsTheConnectionDoes() throws Exception {
    byte[] record = record(CONTENT);
    out.write(record, 0, 10);
    peer.shutdownOutput();
    assertThat(socket.getInputStream().readNBytes(11)).isEqualTo(Arrays.copyOf(record, 10));
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    assertThat(socket.recordHere()).isZero();
  }
}
