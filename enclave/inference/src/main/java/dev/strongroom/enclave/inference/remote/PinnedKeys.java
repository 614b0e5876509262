// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.remote;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.backend.Verification;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The keys that accepted evidence binds, each for as long as connections may be made on its
/// judgement. There are several where machines share an address. Thread-safe.
final class PinnedKeys {
  /// More machines than share an address; the one judged longest ago makes place.
  private static final int MOST = 64;

  private final Map<Bytes, Verification> keys = new LinkedHashMap<>();

  /// What was found out about a key since some time; empty if nothing was.
  synchronized Optional<Verification> since(Bytes fingerprint, Instant earliest) {
    return Optional.ofNullable(keys.get(fingerprint)).filter(it -> it.at().isAfter(earliest));
  }

  synchronized void pin(Bytes fingerprint, Verification verification) {
    keys.remove(fingerprint);
    keys.put(fingerprint, verification);
    if (keys.size() > MOST) {
      keys.remove(keys.keySet().iterator().next());
    }
  }

  synchronized void unpin(Bytes fingerprint) {
    keys.remove(fingerprint);
  }
}
