// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import java.util.List;

/// A family of AMD's processors, as its key service calls them.
enum AmdProduct {
  MILAN("Milan"),
  GENOA("Genoa"),
  TURIN("Turin");

  private static final int FAMILY_19 = 0x19;
  private static final int FAMILY_1A = 0x1a;

  private final String label;

  AmdProduct(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /// Which ones a report can be of. Version 2 doesn't say; only Milan and Genoa made such.
  static List<AmdProduct> of(int version, int family, int model) {
    if (version < 3) {
      return List.of(MILAN, GENOA);
    }
    if (family == FAMILY_19 && model <= 0x0f) {
      return List.of(MILAN);
    }
    // Bergamo and Siena, models a0 to af, go by Genoa's name.
    if (family == FAMILY_19 && ((model >= 0x10 && model <= 0x1f) || (model >> 4) == 0xa)) {
      return List.of(GENOA);
    }
    return family == FAMILY_1A && model <= 0x11 ? List.of(TURIN) : List.of();
  }
}
