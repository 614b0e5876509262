// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.quotes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.host.wire.UnixWire;
import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What passes to the quote generation service and back, over Unix sockets on both sides. The
/// service is a stand-in that keeps what it was sent and says what the test wants.
@Timeout(60)
class QuoteRelayTest {
  private static final byte[] QUOTE = {4, 0, 2, 0};

  @TempDir private Path folder = Path.of("");

  private final LinkedBlockingQueue<byte[]> asked = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> started = new ArrayList<>();
  private volatile byte[] says = answer(QUOTE.length);

  private Path service() {
    return folder.resolve("qgs.socket");
  }

  @BeforeEach
  void serve() throws IOException {
    ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(service()));
    started.add(listening);
    Thread.ofVirtual()
        .start(() -> {
          while (listening.isOpen()) {
            try {
              SocketChannel guest = listening.accept();
              Thread.ofVirtual().start(() -> answer(guest));
            } catch (IOException e) {
              return;
            }
          }
        });
  }

  /// Reads as the service does: whatever comes in one piece.
  private void answer(SocketChannel guest) {
    try (guest) {
      ByteBuffer request = ByteBuffer.allocate(4096);
      guest.read(request);
      byte[] sent = new byte[request.flip().remaining()];
      request.get(sent);
      asked.add(sent);
      Channels.newOutputStream(guest).write(says);
      if (says.length == 0) {
        guest.read(ByteBuffer.allocate(1)); // Silent until somebody gives up.
      }
    } catch (IOException e) {
      // The relay is gone.
    }
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : started.reversed()) {
      each.close();
    }
  }

  private QuoteRelay relay(Path to, QuoteLimits limits) throws IOException {
    QuoteRelay relay = QuoteRelay.start(new UnixWire(folder)::listen, to, limits);
    started.add(relay);
    return relay;
  }

  private SocketChannel guest() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("host-4050")));
  }

  /// Everything that comes back, until the relay has nothing more to say.
  private byte[] sent(byte[] request) throws IOException {
    try (SocketChannel guest = guest()) {
      Channels.newOutputStream(guest).write(request);
      return Channels.newInputStream(guest).readAllBytes();
    } catch (IOException e) {
      return new byte[0]; // Reset: something unread was in the socket.
    }
  }

  /// @param minor version
  private static byte[] request(int minor) {
    ByteBuffer message = ByteBuffer.allocate(1052);
    message.putInt(1048).order(ByteOrder.LITTLE_ENDIAN);
    message.putShort((short) 1).putShort((short) minor).putInt(0).putInt(1048).putInt(0);
    message.putInt(1024).putInt(0).put((byte) 0x81);
    return message.array();
  }

  /// @param length of the quote, by its own word
  private static byte[] answer(int length) {
    ByteBuffer message = ByteBuffer.allocate(28 + QUOTE.length);
    message.putInt(24 + QUOTE.length).order(ByteOrder.LITTLE_ENDIAN);
    message.putShort((short) 1).putShort((short) 1).putInt(1).putInt(24 + length).putInt(0);
    message.putInt(0).putInt(length).put(QUOTE);
    return message.array();
  }

  @Test
  void passesARequestInOnePieceAndTheAnswerBack() throws Exception {
    QuoteRelay relay = relay(service(), QuoteLimits.standard());
    assertThat(sent(request(1))).isEqualTo(says);
    assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo(request(1));
    // Byte by byte, and with an older minor version.
    try (SocketChannel guest = guest()) {
      for (byte each : request(0)) {
        guest.write(ByteBuffer.wrap(new byte[] {each}));
      }
      assertThat(Channels.newInputStream(guest).readAllBytes()).isEqualTo(says);
    }
    assertThat(asked.poll(10, TimeUnit.SECONDS)).isEqualTo(request(0));
    // What it says is the guest's to judge.
    says = answer(77);
    assertThat(sent(request(1))).isEqualTo(says);
    assertThat(relay.answered()).isEqualTo(3);
    assertThat(relay.refused()).isZero();
  }

  @Test
  void passesNoOtherRequest() throws Exception {
    QuoteRelay relay = relay(service(), QuoteLimits.standard());
    // Length, major version, type (collateral), size, error, report's size, list of keys.
    int[] fields = {3, 4, 8, 12, 16, 20, 24};
    for (int field : fields) {
      byte[] other = request(1);
      other[field] ^= 2;
      assertThat(sent(other)).as("byte " + field).isEmpty();
    }
    byte[] endless = {-1, -1, -1, -1};
    assertThat(sent(endless)).isEmpty();
    assertThat(asked).isEmpty();
    assertThat(relay.answered()).isZero();
    assertThat(relay.refused()).isEqualTo(fields.length + 1);
  }

  @Test
  void passesNothingEndlessOrCut() throws Exception {
    QuoteRelay relay = relay(service(), QuoteLimits.standard());
    byte[] whole = says;
    for (byte[] bad :
        List.of(
            new byte[] {0, 1, 0, 1}, // 64 KiB and a byte.
            new byte[] {-1, -1, -1, -1},
            new byte[] {0, 0, 0, 15},
            ByteBuffer.allocate(20).put(whole, 0, 20).array(),
            new byte[] {0, 0})) {
      says = bad;
      assertThat(sent(request(1))).isEmpty();
    }
    assertThat(relay.refused()).isEqualTo(5);
  }

  @Test
  void cutsWhatLastsTooLongAndTakesNoMoreThanItMay() throws Exception {
    QuoteRelay relay = relay(service(), new QuoteLimits(1, Duration.ofMillis(700)));
    says = new byte[0];
    try (SocketChannel silent = guest()) {
      Channels.newOutputStream(silent).write(request(1));
      assertThat(asked.poll(10, TimeUnit.SECONDS)).isNotNull();
      // The one place is taken.
      assertThat(sent(request(1))).isEmpty();
      assertThat(Channels.newInputStream(silent).readAllBytes()).isEmpty();
    }
    // A guest that says nothing holds it no longer.
    try (SocketChannel mute = guest()) {
      assertThat(Channels.newInputStream(mute).readAllBytes()).isEmpty();
    }
    says = answer(QUOTE.length);
    byte[] back = sent(request(1));
    while (back.length == 0) { // A guest sees its end a moment before its place is free.
      back = sent(request(1));
    }
    assertThat(back).isEqualTo(says);
    assertThat(relay.refused()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void saysNothingWhereTheServiceIsNot() throws Exception {
    QuoteRelay relay = relay(folder.resolve("nobody"), QuoteLimits.standard());
    assertThat(sent(request(1))).isEmpty();
    assertThat(relay.refused()).isEqualTo(1);
    // Where something listens already, there is no second relay.
    assertThatThrownBy(() -> relay(service(), QuoteLimits.standard()))
        .isInstanceOf(BindException.class);
  }

  @Test
  void endsWhatIsUnderWayWhenItEnds() throws Exception {
    QuoteRelay relay = relay(service(), QuoteLimits.standard());
    says = new byte[0];
    try (SocketChannel silent = guest()) {
      Channels.newOutputStream(silent).write(request(1));
      assertThat(asked.poll(10, TimeUnit.SECONDS)).isNotNull();
      relay.close();
      assertThat(Channels.newInputStream(silent).readAllBytes()).isEmpty();
    }
  }
}
