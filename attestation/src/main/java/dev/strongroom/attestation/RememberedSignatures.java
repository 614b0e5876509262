// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.LinkedHashMap;

/// Which signatures were found good: facts about bytes, which time doesn't change. Least recently
/// used forgotten first; signatures that weren't good aren't kept. Thread-safe.
final class RememberedSignatures {
  private final int capacity;
  private final LinkedHashMap<Bytes, Boolean> good = new LinkedHashMap<>(16, 0.75f, true);

  RememberedSignatures(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity below one");
    }
    this.capacity = capacity;
  }

  boolean has(Bytes id) {
    synchronized (good) {
      return good.get(id) != null;
    }
  }

  void add(Bytes id) {
    synchronized (good) {
      good.put(id, true);
      if (good.size() > capacity) {
        good.remove(good.firstEntry().getKey());
      }
    }
  }

  /// SHA-256 of everything that a signature's being good depends on, each with its length, so that
  /// the same bytes cut in other places are something else.
  static Bytes identify(String algorithm, PublicKey key, Bytes signature, Bytes... message) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      add(digest, Bytes.utf8(algorithm));
      add(digest, Bytes.copyOf(key.getEncoded()));
      add(digest, signature);
      for (Bytes part : message) {
        add(digest, part);
      }
      return Bytes.copyOf(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void add(MessageDigest digest, Bytes part) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length()));
    part.updateTo(digest);
  }
}
