// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Three keys of the real size that starts take in turn: making one for each would take most of the
/// tests' time, and no two starts that follow each other have the same.
final class RecipientPairs {
  private static final int COUNT = 3;

  private final List<RecipientKey> keys =
      Stream.generate(() -> RecipientKey.generate(RecipientKey.BITS, new SecureRandom()))
          .limit(COUNT)
          .toList();
  private final AtomicInteger taken = new AtomicInteger();

  RecipientKey next(SecureRandom random) {
    return keys.get(taken.getAndIncrement() % COUNT);
  }
}
