// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import java.util.Arrays;
import java.util.Optional;

/// Generations of chips that can be attested.
public enum NvidiaArchitecture {
  /// GPUs of the H series.
  HOPPER("hopper", "GH", false),
  /// GPUs of the B series.
  BLACKWELL("blackwell", "GB", false),
  /// NVSwitches of the third generation.
  LS10("ls10", "LS", true);

  private final String label;
  private final String chips;
  private final boolean switches;

  NvidiaArchitecture(String label, String chips, boolean switches) {
    this.label = label;
    this.chips = chips;
    this.switches = switches;
  }

  /// The generation of a chip such as `GH100`.
  public static Optional<NvidiaArchitecture> ofChip(String chip) {
    return Arrays.stream(values()).filter(a -> chip.startsWith(a.chips)).findFirst();
  }

  /// Whether its devices are switches.
  public boolean isSwitch() {
    return switches;
  }

  /// The stable name used in JSON; NVIDIA's SDK writes the same in upper case.
  @Override
  public String toString() {
    return label;
  }
}
