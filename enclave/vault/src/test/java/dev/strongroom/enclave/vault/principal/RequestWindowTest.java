// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.signature.RefusedRequestException;
import dev.strongroom.channel.signature.RequestAlgorithm;
import dev.strongroom.channel.signature.RequestTarget;
import dev.strongroom.channel.signature.SignedRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RequestWindowTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String EPOCH = "epoch-1";

  private Instant time = NOW;
  private final RequestWindow window = new RequestWindow(EPOCH, () -> time, 100, 50);

  private static SignedRequest request(
      String epoch, Instant created, long seconds, String keyId, int nonce) {
    return new SignedRequest(
        new RequestTarget("POST", "/", ""),
        epoch,
        created,
        created.plusSeconds(seconds),
        Bytes.utf8("nonce-%016d".formatted(nonce)),
        keyId,
        RequestAlgorithm.ED25519,
        Bytes.EMPTY,
        Bytes.EMPTY);
  }

  private static SignedRequest request(int nonce) {
    return request(EPOCH, NOW, 120, "k", nonce);
  }

  private void refused(String code, SignedRequest request) {
    assertThatThrownBy(() -> window.admit(request))
        .isInstanceOf(RefusedRequestException.class)
        .hasMessageStartingWith(code + ":");
  }

  @Test
  void once() throws Exception {
    window.admit(request(1));
    refused("replayed", request(1));
    // The same nonce with another time is the same nonce; with another key it isn't.
    refused("replayed", request(EPOCH, NOW.plusSeconds(1), 60, "k", 1));
    window.admit(request(EPOCH, NOW, 60, "other", 1));
    window.admit(request(2));
  }

  @Test
  void times() throws Exception {
    refused("other-epoch", request("epoch-0", NOW, 60, "k", 1));
    refused("too-long", request(EPOCH, NOW, 121, "k", 1));
    refused("too-long", request(EPOCH, NOW, 0, "k", 1));
    refused("too-long", request(EPOCH, NOW, -5, "k", 1));
    refused("from-the-future", request(EPOCH, NOW.plusSeconds(61), 60, "k", 1));
    refused("stale", request(EPOCH, NOW.minusSeconds(61), 120, "k", 1));
    refused("stale", request(EPOCH, NOW.minusSeconds(30), 30, "k", 1));
    window.admit(request(EPOCH, NOW.plusSeconds(60), 60, "k", 1));
    window.admit(request(EPOCH, NOW.minusSeconds(60), 120, "k", 2));
  }

  @Test
  void farAwayTimes() {
    refused(
        "from-the-future", request(EPOCH, Instant.ofEpochSecond(999_999_999_999_999L), 60, "k", 1));
    refused("stale", request(EPOCH, Instant.EPOCH, 60, "k", 1));
  }

  /// Whatever the clock does, nothing is let in twice.
  @Test
  void clockNeverRunsBack() throws Exception {
    window.admit(request(1));
    time = NOW.plusSeconds(200);
    window.admit(request(EPOCH, time, 60, "k", 2));
    time = NOW;
    refused("stale", request(1));
    refused("stale", request(EPOCH, NOW, 60, "k", 3));
  }

  @Test
  void boundedAndFair() throws Exception {
    for (int i = 0; i < 50; i++) {
      window.admit(request(i));
    }
    refused("busy", request(50));
    for (int i = 0; i < 50; i++) {
      window.admit(request(EPOCH, NOW, 60, "other", i));
    }
    refused("busy", request(EPOCH, NOW, 60, "third", 1));
    refused("replayed", request(49));

    time = NOW.plusSeconds(61);
    for (int i = 0; i < 50; i++) {
      window.admit(request(EPOCH, time, 60, "k", i));
    }
    refused("stale", request(49));
  }

  @Test
  void onceAmongMany() throws Exception {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Boolean> attempt =
          () -> {
            try {
              window.admit(request(7));
              return true;
            } catch (RefusedRequestException e) {
              return false;
            }
          };
      List<Callable<Boolean>> attempts = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        attempts.add(attempt);
      }
      int admitted = 0;
      for (Future<Boolean> done : executor.invokeAll(attempts)) {
        admitted += done.get() ? 1 : 0;
      }
      assertThat(admitted).isEqualTo(1);
    }
  }
}
