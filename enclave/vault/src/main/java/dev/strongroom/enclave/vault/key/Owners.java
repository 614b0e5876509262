// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.key;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.policy.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Who decides about a key: what it may do, who gets it, when it ends.
///
/// @param needed how many of them have to agree, from 1
/// @param of who they are
public record Owners(int needed, SortedSet<Principal> of) {
  /// How many there can be.
  public static final int MOST = 20;

  /// Checks the numbers.
  public Owners {
    of = Collections.unmodifiableSortedSet(new TreeSet<>(of));
    if (of.isEmpty() || of.size() > MOST || needed < 1 || needed > of.size()) {
      throw new IllegalArgumentException(
          "1 to " + MOST + " owners, and no more needed than there are");
    }
  }

  /// One owner.
  public static Owners only(Principal owner) {
    return new Owners(1, new TreeSet<>(Set.of(owner)));
  }

  /// As JSON: `needed`, `of`.
  public Map<String, Object> stored() {
    return Map.of("needed", needed, "of", names(of));
  }

  static List<String> names(SortedSet<Principal> principals) {
    return principals.stream().map(Principal::toString).toList();
  }

  /// Reads what [#stored] gave.
  public static Owners read(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("needed", "of"));
    try {
      return new Owners(
          node.member("needed").integer(1, MOST), Stored.principals(node.member("of")));
    } catch (IllegalArgumentException e) {
      throw node.error(String.valueOf(e.getMessage()));
    }
  }
}
