// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import dev.strongroom.attestation.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The running hash of a volume at each of its latest versions, so that it can be told whether a
/// state that somebody saw came before this one.
///
/// @param first the version that the first is of; 1 or more
/// @param kept at most [#MOST]
record Marks(long first, List<Bytes> kept) {
  /// Of a mark, in bytes.
  static final int LENGTH = 16;

  /// Versions that are looked back.
  static final int MOST = 1024;

  static final Marks NONE = new Marks(1, List.of());

  Marks {
    kept = List.copyOf(kept);
    if (first < 1 || kept.size() > MOST) {
      throw new IllegalArgumentException("not the marks of a volume");
    }
    for (Bytes mark : kept) {
      if (mark.length() != LENGTH) {
        throw new IllegalArgumentException("a mark has " + LENGTH + " bytes");
      }
    }
  }

  /// The latest version; 0 before there is any.
  long version() {
    return first + kept.size() - 1;
  }

  /// The mark of a version; empty if it isn't kept.
  Optional<Bytes> at(long version) {
    return version < first || version > version()
        ? Optional.empty()
        : Optional.of(kept.get(Math.toIntExact(version - first)));
  }

  /// The latest; empty bytes before there is any.
  Bytes last() {
    return kept.isEmpty() ? Bytes.EMPTY : kept.getLast();
  }

  /// With the mark of the next version.
  Marks and(Bytes mark) {
    List<Bytes> more = new ArrayList<>(kept);
    more.add(mark);
    int over = Math.max(0, more.size() - MOST);
    return new Marks(first + over, more.subList(over, more.size()));
  }
}
