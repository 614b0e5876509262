// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import java.lang.module.ModuleDescriptor;

/// This build of Strongroom.
final class Strongroom {
  private Strongroom() {}

  /// Such as `0.1.0`.
  static String version() {
    ModuleDescriptor module = Strongroom.class.getModule().getDescriptor();
    return module == null ? "unpackaged" : module.rawVersion().orElse("unpackaged");
  }
}
