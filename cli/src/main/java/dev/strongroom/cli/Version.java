// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.lang.module.ModuleDescriptor;
import picocli.CommandLine.IVersionProvider;

/// The version that the build wrote into the module.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    ModuleDescriptor module = Main.class.getModule().getDescriptor();
    String version =
        module == null ? "(unpackaged)" : module.rawVersion().orElse("(without version)");
    return new String[] {"strongroom " + version, "Java " + Runtime.version()};
  }
}
