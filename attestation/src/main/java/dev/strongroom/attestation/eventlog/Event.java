// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.eventlog;

import dev.strongroom.attestation.Bytes;
import java.util.Optional;
import java.util.Set;

/// Something that was measured into a runtime register.
///
/// @param register 0 to 3
/// @param type of the event, unsigned 32 bits (TCG PC Client platform firmware profile, 10.4.1)
/// @param name as dstack's events have; empty for others
/// @param digest what the register was extended by, SHA-384
/// @param payload what the log says was measured; nobody vouches for it unless [#vouched] says so
public record Event(int register, long type, String name, Bytes digest, Bytes payload) {
  /// Types that the profile defines as the digest of their payload: separators, actions, the
  /// firmware's version, variables, the partition table.
  private static final Set<Long> HASHED =
      Set.of(4L, 5L, 8L, 0x80000001L, 0x80000006L, 0x80000007L, 0x800000e0L);

  /// dstack's own events.
  private static final long DSTACK = 0x08000001L;

  /// The payload, if its type says that it is what was hashed, and it is.
  public Optional<Bytes> vouched() {
    return defined() && hash().equals(digest) ? Optional.of(payload) : Optional.empty();
  }

  /// Whether the payload claims to be what was hashed, and isn't. A payload that was left out
  /// claims nothing.
  public boolean contradicts() {
    return defined() && !payload.isEmpty() && !hash().equals(digest);
  }

  private boolean defined() {
    return type == DSTACK || HASHED.contains(type);
  }

  private Bytes hash() {
    if (type != DSTACK) {
      return Sha384.of(payload);
    }
    Bytes head = Bytes.fromHex("%08x".formatted(Integer.reverseBytes((int) type)));
    return Sha384.of(head, Bytes.utf8(":" + name + ":"), payload);
  }
}
