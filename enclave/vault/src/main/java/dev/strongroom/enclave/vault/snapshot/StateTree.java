// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.snapshot;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.storage.StorageException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which states there are: a tree that is never changed, only replaced from the root on.
///
/// @param store of its pages
/// @param root empty if there is no state yet
record StateTree(PageStore store, Optional<Ref> root) {
  private static final int BITS = 4;
  private static final int DEEPEST = 2 * Ref.DIGEST - 1;

  /// The state of a name.
  Optional<Ref> find(Bytes name) throws StorageException {
    if (root.isEmpty()) {
      return Optional.empty();
    }
    Ref at = root.get();
    for (int depth = 0; depth <= DEEPEST; depth++) {
      switch (store.page(at)) {
        case Page.Leaf leaf -> {
          return Optional.ofNullable(leaf.states().get(name));
        }
        case Page.Branch branch -> {
          Ref child = branch.children().get(digit(name, depth));
          if (child == null) {
            return Optional.empty();
          }
          at = child;
        }
      }
    }
    throw PageStore.notAuthentic("a tree that is too deep");
  }

  private static int digit(Bytes name, int depth) {
    int octet = name.at(depth / 2) & 0xff;
    return depth % 2 == 0 ? octet >> BITS : octet & (Page.WIDTH - 1);
  }

  /// The tree with other states.
  ///
  /// @param changed the new states, by name
  /// @param writing where new pages go
  /// @param replaced gets what only the old tree points to
  StateTree with(Map<Bytes, Ref> changed, PageStore.Writing writing, List<Ref> replaced)
      throws StorageException {
    if (changed.isEmpty()) {
      return this;
    }
    Change change = new Change(writing, replaced);
    return new StateTree(store, Optional.of(change.changed(root.orElse(null), 0, changed)));
  }

  private final class Change {
    private final PageStore.Writing writing;
    private final List<Ref> replaced;

    private Change(PageStore.Writing writing, List<Ref> replaced) {
      this.writing = writing;
      this.replaced = replaced;
    }

    private Ref changed(@Nullable Ref old, int depth, Map<Bytes, Ref> states)
        throws StorageException {
      if (old == null) {
        return made(depth, states);
      }
      replaced.add(old);
      return switch (store.page(old)) {
        case Page.Leaf leaf -> {
          Map<Bytes, Ref> all = new TreeMap<>(leaf.states());
          states.forEach((name, state) -> {
            Ref before = all.put(name, state);
            if (before != null) {
              replaced.add(before);
            }
          });
          yield made(depth, all);
        }
        case Page.Branch branch -> branch(branch.children(), depth, states);
      };
    }

    private Ref made(int depth, Map<Bytes, Ref> states) throws StorageException {
      return states.size() <= Page.MOST
          ? writing.write(new Page.Leaf(states))
          : branch(Map.of(), depth, states);
    }

    private Ref branch(Map<Integer, Ref> children, int depth, Map<Bytes, Ref> states)
        throws StorageException {
      Map<Integer, Ref> next = new TreeMap<>(children);
      Map<Integer, Map<Bytes, Ref>> parts = new TreeMap<>();
      states.forEach((name, state) ->
          parts.computeIfAbsent(digit(name, depth), _ -> new TreeMap<>()).put(name, state));
      for (var part : parts.entrySet()) {
        next.put(part.getKey(), changed(children.get(part.getKey()), depth + 1, part.getValue()));
      }
      return writing.write(new Page.Branch(next));
    }
  }
}
