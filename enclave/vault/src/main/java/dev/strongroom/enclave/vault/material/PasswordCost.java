// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import dev.strongroom.enclave.runtime.keys.Secret;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// What trying one password costs: Argon2id, version 1.3 (RFC 9106).
///
/// @param memory in KiB, 64 MiB to 512 MiB
/// @param passes 3 to 16
/// @param lanes 1 to 4
public record PasswordCost(int memory, int passes, int lanes) {
  private static final int LEAST_MEMORY = 64 * 1024;
  private static final int MOST_MEMORY = 512 * 1024;
  private static final int LEAST_PASSES = 3;
  private static final int MOST_PASSES = 16;
  private static final int MOST_LANES = 4;

  /// The least that is accepted: 64 MiB, 3 passes, 1 lane.
  public static final PasswordCost LEAST = new PasswordCost(LEAST_MEMORY, LEAST_PASSES, 1);

  /// Checks the limits: a host that stores less would make passwords cheap, one that stores more
  /// would take the enclave's memory.
  public PasswordCost {
    if (memory < LEAST_MEMORY
        || memory > MOST_MEMORY
        || passes < LEAST_PASSES
        || passes > MOST_PASSES
        || lanes < 1
        || lanes > MOST_LANES) {
      throw new IllegalArgumentException("the cost of a password is outside the limits");
    }
  }

  /// Derives `length` bytes of a password.
  ///
  /// @param salt 16 bytes or more
  Secret derive(Secret password, byte[] salt, int length) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memory)
            .withIterations(passes)
            .withParallelism(lanes)
            .withSalt(salt)
            .build());
    byte[] derived = new byte[length];
    password.use(bytes -> generator.generateBytes(bytes, derived));
    return Secret.owning(derived);
  }
}
