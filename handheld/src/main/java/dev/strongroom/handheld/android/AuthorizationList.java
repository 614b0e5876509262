// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

import dev.strongroom.attestation.Bytes;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// What software or hardware enforces of a key. A tag is in one of the maps, by its shape.
///
/// @param numbers 64 bits, unsigned
/// @param sets of numbers
/// @param flags what is said by being there
/// @param octets strings and digests
/// @param rootOfTrust what the phone booted
/// @param applicationId which apps may use the key
/// @param unknown numbers of tags that this version doesn't know: newer hardware has them
public record AuthorizationList(
    Map<KeyMintTag, Long> numbers,
    Map<KeyMintTag, Set<Long>> sets,
    Set<KeyMintTag> flags,
    Map<KeyMintTag, Bytes> octets,
    Optional<RootOfTrust> rootOfTrust,
    Optional<ApplicationId> applicationId,
    SortedSet<Integer> unknown) {

  /// Copies the collections.
  public AuthorizationList {
    numbers = Map.copyOf(numbers);
    sets = Map.copyOf(sets);
    flags = Set.copyOf(flags);
    octets = Map.copyOf(octets);
    unknown = Collections.unmodifiableSortedSet(new TreeSet<>(unknown));
  }

  /// The number under a tag.
  public OptionalLong number(KeyMintTag tag) {
    Long value = numbers.get(tag);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /// The numbers under a tag; none if it isn't there.
  public Set<Long> set(KeyMintTag tag) {
    return sets.getOrDefault(tag, Set.of());
  }

  /// Whether the flag is there.
  public boolean has(KeyMintTag flag) {
    return flags.contains(flag);
  }
}
