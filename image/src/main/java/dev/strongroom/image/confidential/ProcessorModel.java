// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// A model of processor that QEMU shows to the guest. Its signature is in a register at the start,
/// so it is measured; `host` is none, because it differs from machine to machine.
public enum ProcessorModel {
  /// Any generation; what others compute by default.
  EPYC_V4("EPYC-v4", 23, 1, 2),
  /// The third generation, "Milan".
  EPYC_MILAN("EPYC-Milan", 25, 1, 1),
  /// The fourth generation, "Genoa".
  EPYC_GENOA("EPYC-Genoa", 25, 17, 0),
  /// The fifth generation, "Turin".
  EPYC_TURIN("EPYC-Turin", 26, 0, 0);

  private final String qemu;
  private final int signature;

  ProcessorModel(String qemu, int family, int model, int stepping) {
    this.qemu = qemu;
    // CPUID Fn0000_0001_EAX: families from 15 on are 15 and a difference.
    this.signature =
        ((family - 15) << 20) | ((model >> 4) << 16) | (15 << 8) | ((model & 15) << 4) | stepping;
  }

  /// What QEMU calls it.
  public String qemu() {
    return qemu;
  }

  /// What CPUID answers.
  int signature() {
    return signature;
  }

  /// The model that QEMU calls so.
  public static Optional<ProcessorModel> of(String qemu) {
    return Arrays.stream(values()).filter(model -> model.qemu.equals(qemu)).findAny();
  }

  /// All names, for people.
  public static String names() {
    return Arrays.stream(values()).map(ProcessorModel::qemu).collect(Collectors.joining(", "));
  }
}
