// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A request as policies see it (`docs/policy-model.md`).
///
/// @param form which members there are
/// @param members texts, longs, booleans, amounts ([java.math.BigInteger], never negative), lists
///   and maps of these; every member of the form is there
/// @param unsure what couldn't be understood, such as `unknown-call`; empty if everything was. A
///   policy refuses what isn't sure, unless a rule accepts exactly this
public record Facts(Form form, Map<String, Object> members, List<String> unsure) {
  /// Copies the collections.
  public Facts {
    members = Map.copyOf(new TreeMap<>(members));
    unsure = List.copyOf(unsure);
  }
}
