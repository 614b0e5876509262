// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// What was found out, least recently used forgotten first. Thread-safe.
final class Remembered<K, V> {
  private final int capacity;
  private final LinkedHashMap<K, V> found = new LinkedHashMap<>(16, 0.75f, true);

  Remembered(int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException("capacity below zero");
    }
    this.capacity = capacity;
  }

  @Nullable V get(K key) {
    synchronized (found) {
      return found.get(key);
    }
  }

  void put(K key, V value) {
    if (capacity == 0) {
      return;
    }
    synchronized (found) {
      found.put(key, value);
      if (found.size() > capacity) {
        found.remove(found.firstEntry().getKey());
      }
    }
  }
}
