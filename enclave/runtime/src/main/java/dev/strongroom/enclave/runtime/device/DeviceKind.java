// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.device;

import java.util.Arrays;
import java.util.Optional;

/// The devices that an enclave can run on.
public enum DeviceKind {
  /// The Nitro Secure Module of an AWS Nitro enclave.
  NITRO("nitro", Optional.of("/dev/nsm")),
  /// SEV-SNP or TDX, by way of configfs-tsm.
  TSM("tsm", Optional.of("/sys/kernel/config/tsm/report")),
  /// Made by this process; it protects nothing.
  SIMULATED("simulated", Optional.empty());

  private final String argument;
  private final Optional<String> node;

  DeviceKind(String argument, Optional<String> node) {
    this.argument = argument;
    this.node = node;
  }

  /// What it is called in arguments.
  public String argument() {
    return argument;
  }

  /// Where the kernel shows it; empty for one that no kernel shows.
  Optional<String> node() {
    return node;
  }

  /// The device of that name.
  ///
  /// @throws DeviceChoiceException with [DeviceChoiceFailure.Unknown] if there is none
  public static DeviceKind of(String argument) throws DeviceChoiceException {
    return Arrays.stream(values())
        .filter(kind -> kind.argument.equals(argument))
        .findAny()
        .orElseThrow(() -> new DeviceChoiceException(new DeviceChoiceFailure.Unknown(argument)));
  }
}
