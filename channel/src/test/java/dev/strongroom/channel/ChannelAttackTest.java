// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel;

import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.channel.fixtures.Attack;
import dev.strongroom.channel.fixtures.Attacks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Real attackers between real parties: each has to end in a refusal before the attacker, or
/// anyone, sees a byte of the application's.
class ChannelAttackTest {
  static List<Attack> attacks() {
    return Attacks.all();
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void isRefused(Attack attack) throws Exception {
    attack.scenario().against(ChannelAttackTest::talk);
  }

  @Test
  void drippingBytesToHoldTheClient() throws Exception {
    Attacks.dripping().scenario().against(ChannelAttackTest::talk);
  }

  private static void talk(ChannelPolicy policy, Instant now, int port) throws Exception {
    Verifier verifier = Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(4));
    try (AttestedConnection connection =
        new AttestedConnector(policy, verifier, () -> now)
            .connect("127.0.0.1", port, Duration.ofSeconds(5))) {
      connection.output().write("a secret".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
  }
}
