// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.enclave.vault.dossier.Step;
import dev.strongroom.enclave.vault.key.Kind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// Has refusals entered: about the key that somebody wanted to use, or at the door. So many of them
/// for each, that nobody can fill the log by being refused; those beyond are counted, and the next
/// that is entered says how many they were. Thread-safe.
final class Refusals {
  private static final int BURST = 20;
  private static final long MILLIS_FOR_EACH = 1000;
  private static final int REMEMBERED = 10_000;

  private final InstantSource clock;
  private final Map<String, Allowance> allowances =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Allowance> eldest) {
          return size() > REMEMBERED;
        }
      };

  private static final class Allowance {
    private long left = BURST;
    private Instant since;
    private long unentered;

    private Allowance(Instant since) {
      this.since = since;
    }
  }

  Refusals(InstantSource clock) {
    this.clock = clock;
  }

  /// Refuses, and has it entered if there is room.
  <T> Step<T> step(String about, Asked asked, RefusedException refused) {
    Map<String, Object> members = asked.members(Kind.REFUSAL);
    members.put("code", refused.code());
    members.put("message", refused.getMessage());
    if (!refused.facts().isEmpty()) {
      members.put("facts", refused.facts());
    }
    return entered(about, members, refused);
  }

  /// Refuses with these members of an entry.
  <T> Step<T> entered(String about, Map<String, Object> members, RefusedException refused) {
    long before = taken(about);
    if (before < 0) {
      return new Step.Nothing<>(() -> {
        throw refused;
      });
    }
    if (before > 0) {
      members.put("unentered", before);
    }
    return new Step.Enter<>(
        members,
        receipts -> {
          throw refused.entered(receipts.getFirst());
        });
  }

  /// How many weren't entered since the last one that was; -1 if this one isn't either.
  private synchronized long taken(String about) {
    Instant now = clock.instant();
    Allowance allowance = allowances.computeIfAbsent(about, _ -> new Allowance(now));
    long passed = now.toEpochMilli() - allowance.since.toEpochMilli();
    long more = passed / MILLIS_FOR_EACH;
    if (more > 0) {
      allowance.left = Math.min(BURST, allowance.left + more);
      allowance.since = now;
    }
    if (allowance.left <= 0) {
      allowance.unentered++;
      return -1;
    }
    allowance.left--;
    long unentered = allowance.unentered;
    allowance.unentered = 0;
    return unentered;
  }
}
