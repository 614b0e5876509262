// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.channel.KeyStatement;
import dev.strongroom.channel.message.MessageException.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Requests that come again, late, early, too often, or after a boot.
class ReplayTest {
  private static final byte[] BODY =
      "0123456789abcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);

  private final Ends ends = new Ends();

  private static Refusal serverRefuses(MessageReceiver receiver, String target, byte[] request) {
    MessageException refused =
        catchThrowableOfType(
            MessageException.class,
            () -> receiver.open("POST", target, Ends.stream(request)).body().readAllBytes());
    assertThat(refused).as("it was accepted").isNotNull();
    return refused.refusal();
  }

  @Test
  void replaysLateOnesAndTooMany() throws IOException {
    byte[] request = ends.seal("POST", "/a", BODY).body().readAllBytes();
    ends.receiver.open("POST", "/a", Ends.stream(request)).body().readAllBytes();
    assertThat(serverRefuses(ends.receiver, "/a", request)).isEqualTo(Refusal.REPLAYED);
    ends.now = Ends.NOW.plus(Ends.WINDOW);
    assertThat(serverRefuses(ends.receiver, "/a", request)).isEqualTo(Refusal.REPLAYED);
    ends.now = Ends.NOW.plus(Ends.WINDOW).plusMillis(1);
    assertThat(serverRefuses(ends.receiver, "/a", request)).isEqualTo(Refusal.STALE);
    // Turned forward, so that the request is forgotten, and back again.
    ends.receiver.open("POST", "/b", ends.seal("POST", "/b", BODY).body());
    ends.now = Ends.NOW;
    assertThat(serverRefuses(ends.receiver, "/a", request)).isEqualTo(Refusal.STALE);
  }

  @Test
  void requestsFromTheFuture() throws IOException {
    ends.now = Ends.NOW.plus(Ends.WINDOW).plusMillis(1);
    byte[] request = ends.seal("POST", "/a", BODY).body().readAllBytes();
    ends.now = Ends.NOW;
    assertThat(serverRefuses(ends.receiver, "/a", request)).isEqualTo(Refusal.STALE);
  }

  @Test
  void moreRequestsThanCanBeRemembered() throws IOException {
    MessageReceiver small = ends.receiver(2);
    for (int i = 0; i < 2; i++) {
      small.open("POST", "/a", ends.seal("POST", "/a", BODY).body()).body().readAllBytes();
    }
    byte[] third = ends.seal("POST", "/a", BODY).body().readAllBytes();
    assertThat(serverRefuses(small, "/a", third)).isEqualTo(Refusal.BUSY);
    ends.now = Ends.NOW.plus(Ends.WINDOW).plusMillis(1);
    byte[] later = ends.seal("POST", "/a", BODY).body().readAllBytes();
    assertThat(small.open("POST", "/a", Ends.stream(later)).body().readAllBytes()).isEqualTo(BODY);
  }

  @Test
  void junkDoesntFillTheGuard() throws IOException {
    MessageReceiver small = ends.receiver(1);
    byte[] request = ends.seal("POST", "/a", BODY).body().readAllBytes();
    for (int i = 0; i < 5; i++) {
      byte[] junk = request.clone();
      junk[37 + i] ^= 1;
      assertThat(serverRefuses(small, "/a", junk)).isEqualTo(Refusal.NOT_OPENED);
    }
    assertThat(small.open("POST", "/a", Ends.stream(request)).body().readAllBytes())
        .isEqualTo(BODY);
  }

  @Test
  void anotherBootsReceiver() throws IOException {
    byte[] request = ends.seal("POST", "/a", BODY).body().readAllBytes();
    MessageKey reborn = MessageKey.generate(new Ends.Counting(0x11));
    MessageReceiver after =
        new MessageReceiver(
            reborn,
            new KeyStatement(
                ends.statement.attestationKey(),
                ends.statement.identityKey(),
                Optional.of(reborn.publicKey())),
            new ReplayGuard(() -> ends.now, Ends.WINDOW, 9),
            new Ends.Counting(1));
    assertThat(serverRefuses(after, "/a", request)).isEqualTo(Refusal.UNKNOWN_KEY);
  }
}
