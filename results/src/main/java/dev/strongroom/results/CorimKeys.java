// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cbor.CborReader;
import java.util.HashSet;
import java.util.Set;

/// Goes through a map whose keys are numbers; each stands there once.
final class CorimKeys {
  private static final int MOST = 64;

  private final CborReader reader;
  private final int count;
  private final Set<Integer> seen = new HashSet<>();
  private int key;

  CorimKeys(CborReader reader) throws CborException {
    this.reader = reader;
    count = reader.mapHeader();
  }

  /// Goes to the next key.
  boolean more() throws CborException, ResultException {
    if (!reader.more(count, seen.size())) {
      return false;
    }
    long next = reader.integer();
    if (next < -100_000 || next > 100_000 || !seen.add((int) next) || seen.size() > MOST) {
      throw CorimReader.malformed("a key that stood before, out of range, or too many: " + next);
    }
    key = (int) next;
    return true;
  }

  int key() {
    return key;
  }
}
