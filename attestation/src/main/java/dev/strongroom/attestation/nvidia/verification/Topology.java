// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.nvidia.DeviceIdentity;
import dev.strongroom.attestation.nvidia.NvidiaDevice;
import dev.strongroom.attestation.nvidia.NvidiaMode;
import dev.strongroom.attestation.nvidia.NvidiaPolicy;
import dev.strongroom.attestation.nvidia.verification.DeviceVerification.Known;
import dev.strongroom.attestation.nvidia.verification.NvidiaCheck.Rule;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Whether the devices are the whole of a set in protected PCIe: data goes over links in the clear,
/// so that a GPU is worth no more than every switch and GPU that it is linked to.
final class Topology {
  /// The lock state of a switch that can't be reconfigured any more.
  private static final Bytes LOCKED = Bytes.fromHex("0100");

  private static final int LOCK_STATUS = 25;

  private final NvidiaPolicy policy;
  private final List<Known> gpus;
  private final List<Known> switches;

  private Topology(NvidiaPolicy policy, List<Known> devices) {
    this.policy = policy;
    gpus = devices.stream().filter(known -> !known.device().isSwitch()).toList();
    switches = devices.stream().filter(known -> known.device().isSwitch()).toList();
  }

  static void check(NvidiaPolicy policy, List<Known> devices, CheckList checks) {
    Topology topology = new Topology(policy, devices);
    NvidiaCheck name = NvidiaCheck.of(Rule.POLICY_TOPOLOGY);
    if (topology.gpus.isEmpty()) {
      checks.skip(name, "switches alone: not a set");
    } else if (topology.switches.isEmpty() && topology.gpus.stream().noneMatch(Topology::shared)) {
      checks.skip(name, "no GPU in protected PCIe");
    } else {
      String problem = topology.problem();
      if (problem == null) {
        checks.pass(
            name,
            topology.gpus.size() + " GPUs and " + topology.switches.size() + " switches, all told");
      } else {
        checks.fail(name, new Reason.Inconsistent(problem));
      }
    }
  }

  private static boolean shared(Known gpu) {
    return gpu.device().report().opaque().mode().equals(Optional.of(NvidiaMode.PROTECTED_PCIE));
  }

  private @Nullable String problem() {
    Set<Bytes> switchNumbers = new LinkedHashSet<>();
    for (Known known : switches) {
      known.device().report().opaque().switchPdi().ifPresent(switchNumbers::add);
      if (!LOCKED.equals(known.device().report().opaque().fields().get(LOCK_STATUS))) {
        return known.device().name() + " isn't locked";
      }
    }
    Set<Bytes> gpuNumbers = new LinkedHashSet<>();
    for (Known known : gpus) {
      known.identity().map(DeviceIdentity::pdi).ifPresent(gpuNumbers::add);
    }
    if (switchNumbers.size() != switches.size() || gpuNumbers.size() != gpus.size()) {
      return "a device without a number of its own";
    }
    for (Known known : gpus) {
      NvidiaDevice device = known.device();
      if (!shared(known)) {
        return device.name() + " isn't in protected PCIe, but in a set that is";
      }
      if (!device.report().opaque().linkedSwitches().equals(switchNumbers)) {
        return device.name()
            + " is linked to "
            + show(device.report().opaque().linkedSwitches())
            + ", not to "
            + show(switchNumbers);
      }
    }
    boolean told = false;
    for (Known known : switches) {
      Set<Bytes> linked = known.device().report().opaque().linkedGpus();
      told |= !linked.isEmpty();
      if (!linked.isEmpty() && !linked.equals(gpuNumbers)) {
        return known.device().name()
            + " is linked to "
            + show(linked)
            + ", not to "
            + show(gpuNumbers);
      }
    }
    if (!told && policy.count() instanceof Requirement.Ignore) {
      return "no switch tells its GPUs, and the policy doesn't say how many there are";
    }
    return null;
  }

  private static List<String> show(Set<Bytes> numbers) {
    return numbers.stream().map(Bytes::hex).sorted().toList();
  }
}
