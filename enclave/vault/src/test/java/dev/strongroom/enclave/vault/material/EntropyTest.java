// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Two sources make one, and neither decides alone.
class EntropyTest {
  /// A generator that always says the same.
  private static final class Constant extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final byte said;

    private Constant(int said) {
      this.said = (byte) said;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      Arrays.fill(bytes, said);
    }
  }

  private static byte[] drawn(byte[] devices, SecureRandom random, int length) throws Exception {
    try (Secret drawn = new Entropy(Vectors.device(devices), random).draw(length)) {
      return drawn.use(byte[]::clone);
    }
  }

  @Test
  void eitherSourceAloneMakesTheDifference() throws Exception {
    byte[] devices = new byte[256];
    byte[] others = new byte[256];
    others[255] = 1;
    byte[] first = drawn(devices, new Constant(1), 32);
    assertThat(drawn(devices, new Constant(1), 32)).isEqualTo(first);
    assertThat(drawn(others, new Constant(1), 32)).isNotEqualTo(first);
    assertThat(drawn(devices, new Constant(2), 32)).isNotEqualTo(first);
    assertThat(drawn(new byte[0], new Constant(1), 32)).isNotEqualTo(first);
    // What the one gives doesn't pass for what the other gives.
    assertThat(drawn(new byte[64], new Constant(0), 32))
        .isNotEqualTo(drawn(new byte[128], new Constant(0), 32));
  }

  @Test
  void lengthsAreAsAskedAndUnrelated() throws Exception {
    byte[] longer = drawn(new byte[1], new Constant(1), 64);
    byte[] shorter = drawn(new byte[1], new Constant(1), 32);
    assertThat(longer).hasSize(64);
    assertThat(Arrays.copyOf(longer, 32)).isNotEqualTo(shorter);
  }

  @Test
  void aDeviceThatDoesntAnswerStopsTheBirth() {
    Device silent =
        new Device() {
          @Override
          public String name() {
            return "silent";
          }

          @Override
          public boolean simulated() {
            return false;
          }

          @Override
          public byte[] randomness() throws DeviceException {
            throw new DeviceException("no answer");
          }

          @Override
          public Bytes attest(Bytes publicKey, Bytes userData, Optional<Bytes> nonce) {
            throw new AssertionError("no evidence is asked for");
          }
        };
    Entropy entropy = new Entropy(silent, new SecureRandom());
    assertThatThrownBy(() -> entropy.draw(32)).isInstanceOf(DeviceException.class);
  }
}
