// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.device;

import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.nsm.NitroDevice;
import dev.strongroom.enclave.runtime.nsm.NsmException;
import dev.strongroom.enclave.runtime.tsm.TsmDevice;
import dev.strongroom.enclave.runtime.tsm.TsmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Chooses the device when an enclave starts.
///
/// | asked for | the kernel shows | device |
/// |---|---|---|
/// | nothing | one | that |
/// | nothing | none, or several | none: refused |
/// | `nitro` or `tsm` | at least that | that |
/// | `nitro` or `tsm` | not that | none: refused |
/// | `simulated` | anything | a simulated one |
public final class DeviceChoice {
  /// Makes the simulated device.
  @FunctionalInterface
  public interface Simulation {
    /// A simulated device.
    ///
    /// @throws IOException if its state can't be read or made
    Device start() throws IOException;
  }

  private DeviceChoice() {}

  /// Chooses a device and opens it. To be called before anything else gets to run: it takes the
  /// Nitro Secure Module's node away from other users.
  ///
  /// @param demanded by argument; empty for whatever hardware there is
  /// @param random for the names of entries in configfs
  /// @param simulation called only if one is demanded
  /// @throws DeviceChoiceException if there is none, or not one, or it can't be relied on
  /// @throws IOException if the simulated one can't start
  public static Device open(
      Optional<DeviceKind> demanded, SecureRandom random, Simulation simulation)
      throws DeviceChoiceException, IOException {
    return open(choose(demanded, present(Path.of("/"))), random, simulation);
  }

  /// Which devices the kernel shows.
  ///
  /// @param root of the file system
  static Set<DeviceKind> present(Path root) {
    Set<DeviceKind> found = EnumSet.noneOf(DeviceKind.class);
    for (DeviceKind kind : DeviceKind.values()) {
      kind.node()
          .map(node -> root.resolve(node.substring(1)))
          .filter(Files::exists)
          .ifPresent(_ -> found.add(kind));
    }
    return found;
  }

  static DeviceKind choose(Optional<DeviceKind> demanded, Set<DeviceKind> present)
      throws DeviceChoiceException {
    if (demanded.isPresent()) {
      DeviceKind kind = demanded.get();
      if (kind != DeviceKind.SIMULATED && !present.contains(kind)) {
        throw new DeviceChoiceException(new DeviceChoiceFailure.NotPresent(kind));
      }
      return kind;
    }
    return switch (present.size()) {
      case 0 -> throw new DeviceChoiceException(new DeviceChoiceFailure.NoneFound());
      case 1 -> present.iterator().next();
      default -> throw new DeviceChoiceException(new DeviceChoiceFailure.Several(present));
    };
  }

  static Device open(DeviceKind kind, SecureRandom random, Simulation simulation)
      throws DeviceChoiceException, IOException {
    try {
      return switch (kind) {
        case NITRO -> NitroDevice.open();
        case TSM -> TsmDevice.open(random, OptionalInt.empty());
        case SIMULATED -> simulation.start();
      };
    } catch (NsmException e) {
      throw unusable(kind, e.failure().code(), e);
    } catch (TsmException e) {
      throw unusable(kind, e.failure().code(), e);
    }
  }

  private static DeviceChoiceException unusable(DeviceKind kind, String reason, Exception cause) {
    String detail = Optional.ofNullable(cause.getMessage()).orElse(reason);
    return new DeviceChoiceException(new DeviceChoiceFailure.Unusable(kind, reason, detail));
  }
}
