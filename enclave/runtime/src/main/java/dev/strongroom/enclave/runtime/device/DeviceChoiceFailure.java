// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.device;

import java.util.Set;
import java.util.stream.Collectors;

/// Why there is no device. Codes are stable.
public sealed interface DeviceChoiceFailure {
  /// A stable name.
  String code();

  /// The same for people.
  String describe();

  /// The kernel shows no device.
  record NoneFound() implements DeviceChoiceFailure {
    @Override
    public String code() {
      return "device-none";
    }

    @Override
    public String describe() {
      return "no device: neither a Nitro Secure Module nor configfs-tsm is here, and a simulated"
          + " one wasn't asked for";
    }
  }

  /// The kernel shows several, and nobody said which.
  ///
  /// @param found them; copied
  record Several(Set<DeviceKind> found) implements DeviceChoiceFailure {
    /// Copies the set.
    public Several {
      found = Set.copyOf(found);
    }

    @Override
    public String code() {
      return "device-ambiguous";
    }

    @Override
    public String describe() {
      return "several devices, and none was asked for: "
          + found.stream().map(DeviceKind::argument).sorted().collect(Collectors.joining(", "));
    }
  }

  /// The kernel doesn't show the one that was asked for.
  record NotPresent(DeviceKind wanted) implements DeviceChoiceFailure {
    @Override
    public String code() {
      return "device-missing";
    }

    @Override
    public String describe() {
      return "no device " + wanted.argument() + ": no " + wanted.node().orElse("such");
    }
  }

  /// There is no device of that name.
  record Unknown(String argument) implements DeviceChoiceFailure {
    @Override
    public String code() {
      return "device-unknown";
    }

    @Override
    public String describe() {
      return "no kind of device: " + argument;
    }
  }

  /// The device is there, but can't be relied on.
  ///
  /// @param reason the device's own code, such as `nsm-node-open`
  /// @param detail the same for people
  record Unusable(DeviceKind kind, String reason, String detail) implements DeviceChoiceFailure {
    @Override
    public String code() {
      return "device-unusable";
    }

    @Override
    public String describe() {
      return "device " + kind.argument() + " can't be used: " + detail;
    }
  }
}
