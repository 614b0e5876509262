// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.channel.fixtures.Attack;
import dev.strongroom.channel.fixtures.Attacks;
import dev.strongroom.channel.fixtures.FakeEnclave;
import dev.strongroom.channel.fixtures.TlsPeer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Every attack on the channel, against every way to use it.
class DropInAttackTest {
  private static final byte[] SECRET = "a secret".getBytes(java.nio.charset.StandardCharsets.UTF_8);

  static Stream<Arguments> attacks() {
    return Arrays.stream(DropIn.values())
        .flatMap(dropIn -> Attacks.all().stream().map(attack -> Arguments.of(dropIn, attack)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("attacks")
  void isRefusedBeforeAByte(DropIn dropIn, Attack attack) throws Exception {
    attack.scenario().against(client(dropIn));
  }

  @Test
  void drippingBytesHoldNobody() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> ends =
          Arrays.stream(DropIn.values())
              .<Future<?>>map(dropIn ->
                  threads.submit(() -> {
                    Attacks.dripping().scenario().against(client(dropIn));
                    return dropIn;
                  }))
              .toList();
      for (Future<?> end : ends) {
        end.get();
      }
    }
  }

  /// The other half of each attack test: nothing is refused that is genuine.
  @ParameterizedTest
  @EnumSource
  void honestServersGetTheirBytesAndAnswer(DropIn dropIn) throws Exception {
    byte[] body = new byte[300_000];
    new Random(1).nextBytes(body);
    FakeEnclave enclave = new FakeEnclave(Appraisals.VENDOR);
    try (TlsPeer server =
        new TlsPeer(TlsPeer.certificate(), TlsPeer.honest(enclave, HttpEcho::serve))) {
      assertThat(dropIn.post(Appraisals.usual(), server.port(), body)).isEqualTo(body);
      assertThat(server.applicationBytes()).isGreaterThan(body.length);
    }
  }

  private static Attack.Client client(DropIn dropIn) {
    return (policy, now, port) -> dropIn.post(Appraisals.of(policy, () -> now), port, SECRET);
  }
}
