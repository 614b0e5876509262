// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.figures;

import java.util.Set;

/// What tells figures of one name apart: one of some values, all of which the host may know.
///
/// @param name such as `model`
/// @param values all that there are; anything else counts as `other`
public record FigureLabel(String name, Set<String> values) {
  /// What stands for every value that wasn't declared.
  public static final String OTHER = "other";

  /// Copies the values.
  public FigureLabel {
    values = Set.copyOf(values);
  }

  String shown(String value) {
    return values.contains(value) ? value : OTHER;
  }
}
