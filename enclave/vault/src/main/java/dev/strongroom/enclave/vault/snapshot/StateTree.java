// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.snapshot;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.storage.StorageException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
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
    Change change = new Change(fetched(changed.keySet()), writing, replaced);
    return new StateTree(store, Optional.of(change.changed(root.orElse(null), 0, changed)));
  }

  /// The pages that lead to these names, each level's at once: one after another would take as many
  /// ways to the host as there are names.
  private Map<Ref, Page> fetched(Collection<Bytes> names) throws StorageException {
    Map<Ref, Page> fetched = new ConcurrentHashMap<>();
    Map<Ref, List<Bytes>> level =
        root.isEmpty() ? Map.of() : Map.of(root.get(), List.copyOf(names));
    for (int depth = 0; depth <= DEEPEST && !level.isEmpty(); depth++) {
      AtOnce.each(level.keySet(), ref -> fetched.put(ref, store.page(ref)));
      Map<Ref, List<Bytes>> next = new HashMap<>();
      for (var one : level.entrySet()) {
        if (fetched.get(one.getKey()) instanceof Page.Branch branch) {
          for (Bytes name : one.getValue()) {
            Ref child = branch.children().get(digit(name, depth));
            if (child != null) {
              next.computeIfAbsent(child, _ -> new ArrayList<>()).add(name);
            }
          }
        }
      }
      level = next;
    }
    return fetched;
  }

  private final class Change {
    private final Map<Ref, Page> fetched;
    private final PageStore.Writing writing;
    private final List<Ref> replaced;

    private Change(Map<Ref, Page> fetched, PageStore.Writing writing, List<Ref> replaced) {
      this.fetched = fetched;
      this.writing = writing;
      this.replaced = replaced;
    }

    private Ref changed(@Nullable Ref old, int depth, Map<Bytes, Ref> states)
        throws StorageException {
      if (old == null) {
        return made(depth, states);
      }
      replaced.add(old);
      Page known = fetched.get(old);
      return switch (known == null ? store.page(old) : known) {
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
