// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.snapshot;

import dev.strongroom.attestation.Bytes;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A node of the tree. A name's place is its SHA-256, four bits for each level.
sealed interface Page {
  /// Children of a branch.
  int WIDTH = 16;

  /// Names of a leaf page; with more it becomes a branch.
  int MOST = 16;

  /// Its bytes: one that says which, then refs with their places.
  Bytes encoded();

  /// Leads on.
  ///
  /// @param children by their place, less than [#WIDTH]
  record Branch(Map<Integer, Ref> children) implements Page {
    private static final byte CODE = 1;

    /// Copies the map.
    public Branch {
      children = Collections.unmodifiableMap(new TreeMap<>(children));
    }

    @Override
    public Bytes encoded() {
      ByteBuffer out = ByteBuffer.allocate(1 + children.size() * (1 + Ref.LENGTH)).put(CODE);
      children.forEach((place, child) -> {
        out.put(place.byteValue());
        write(child, out);
      });
      return written(out);
    }
  }

  /// Points to states.
  ///
  /// @param states by SHA-256 of their names
  record Leaf(Map<Bytes, Ref> states) implements Page {
    private static final byte CODE = 2;

    /// Copies the map.
    public Leaf {
      states = Collections.unmodifiableMap(new TreeMap<>(states));
    }

    @Override
    public Bytes encoded() {
      ByteBuffer out = ByteBuffer.allocate(1 + states.size() * (Ref.DIGEST + Ref.LENGTH)).put(CODE);
      states.forEach((name, state) -> {
        out.put(name.toByteArray());
        write(state, out);
      });
      return written(out);
    }
  }

  private static void write(Ref ref, ByteBuffer out) {
    out.putLong(ref.id()).put(ref.digest().toByteArray());
  }

  private static Bytes written(ByteBuffer out) {
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return Bytes.copyOf(bytes);
  }

  /// Reads a page; empty if it isn't one.
  static Optional<Page> decoded(Bytes encoded) {
    ByteBuffer in = ByteBuffer.wrap(encoded.toByteArray());
    int length = in.remaining() - 1;
    if (length < 0) {
      return Optional.empty();
    }
    byte code = in.get();
    if (code == Branch.CODE && length % (1 + Ref.LENGTH) == 0) {
      Map<Integer, Ref> children = new TreeMap<>();
      while (in.hasRemaining()) {
        int at = in.get();
        if (at < 0 || at >= WIDTH) {
          return Optional.empty();
        }
        children.put(at, ref(in));
      }
      return Optional.of(new Branch(children));
    }
    if (code == Leaf.CODE && length % (Ref.DIGEST + Ref.LENGTH) == 0) {
      Map<Bytes, Ref> states = new TreeMap<>();
      while (in.hasRemaining()) {
        states.put(digest(in), ref(in));
      }
      return Optional.of(new Leaf(states));
    }
    return Optional.empty();
  }

  private static Ref ref(ByteBuffer in) {
    return new Ref(in.getLong(), digest(in));
  }

  private static Bytes digest(ByteBuffer in) {
    byte[] digest = new byte[Ref.DIGEST];
    in.get(digest);
    return Bytes.copyOf(digest);
  }
}
