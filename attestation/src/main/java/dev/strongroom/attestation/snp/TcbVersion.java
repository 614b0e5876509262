// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

import dev.strongroom.attestation.Bytes;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The security versions of a product's firmware. Never compared as one number: components age
/// apart from one another.
///
/// @param product whose order of bytes applies
/// @param levels one for each of the product's components, 0 to 255
public record TcbVersion(Product product, SortedMap<TcbComponent, Integer> levels) {
  /// Bytes of the form in reports.
  public static final int LENGTH = 8;

  /// Checks the components.
  ///
  /// @throws IllegalArgumentException if it isn't just those of the product, or a level can't be
  public TcbVersion {
    levels = Collections.unmodifiableSortedMap(new TreeMap<>(levels));
    List<TcbComponent> components = product.components();
    if (levels.size() != components.size() || !levels.keySet().containsAll(components)) {
      throw new IllegalArgumentException(
          product + " has the components " + components + " and no others");
    }
    if (levels.values().stream().anyMatch(level -> level < 0 || level > 255)) {
      throw new IllegalArgumentException("a level is a number from 0 to 255");
    }
  }

  /// Reads a product's version from the form in reports; bytes that mean nothing are passed over.
  ///
  /// @param raw 8 bytes
  public static TcbVersion of(Product product, Bytes raw) {
    SortedMap<TcbComponent, Integer> levels = new TreeMap<>();
    List<Integer> arcs = product.arcs();
    for (TcbComponent component : product.components()) {
      levels.put(component, raw.at(arcs.indexOf(component.arc())));
    }
    return new TcbVersion(product, levels);
  }

  /// The level of a component; 0 for one that the product doesn't have.
  public int level(TcbComponent component) {
    return levels.getOrDefault(component, 0);
  }

  /// The first component that is older here than in `other`, a version of the same product.
  public Optional<TcbComponent> olderThan(TcbVersion other) {
    return levels.entrySet().stream()
        .filter(entry -> entry.getValue() < other.level(entry.getKey()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  @Override
  public String toString() {
    return product + " " + levels;
  }
}
