// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.nio.file.Path;
import java.util.regex.Pattern;

/// How to run an enclave image on an EC2 instance.
///
/// @param nitroCli AWS's program
/// @param image the enclave image file (EIF)
/// @param name of the enclave on this instance; one of the same name that still runs is ended
/// @param cpus to take from the instance: whole cores
/// @param memoryMib to take from the instance; at least four times the image
/// @param cid of the enclave, from 4 on: the host has to know it before, to let no other one in
/// @param debug lets the operator read the enclave's console: then its evidence says so and has no
///   measurements
public record NitroSettings(
    Path nitroCli, Path image, String name, int cpus, int memoryMib, int cid, boolean debug) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9-]{0,62}");

  /// @throws IllegalArgumentException if a number is out of range or the name has other characters
  public NitroSettings {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("a name has letters, digits and hyphens");
    }
    if (cpus < 1 || memoryMib < 64 || cid < 4) {
      throw new IllegalArgumentException("cpus from 1, memoryMib from 64, cid from 4");
    }
  }
}
