// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.doctor;

import dev.strongroom.host.doctor.Diagnosis.Fine;
import dev.strongroom.host.doctor.Diagnosis.Problem;
import dev.strongroom.host.doctor.Diagnosis.Warning;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What an EC2 instance needs besides memory and CPUs.
final class NitroChecks {
  private static final String DEVICE = "/dev/nitro_enclaves";

  private NitroChecks() {}

  static List<Diagnosis> of(Machine machine) {
    return List.of(instance(machine), device(machine), nitroCli(machine), vsock(machine));
  }

  private static Diagnosis instance(Machine machine) {
    String vendor = machine.text("/sys/class/dmi/id/sys_vendor").orElse("unknown");
    String type = machine.text("/sys/class/dmi/id/product_name").orElse("unknown");
    return vendor.equals("Amazon EC2")
        ? new Fine("instance", "EC2, " + type)
        : new Problem(
            "instance",
            "a machine made by " + vendor,
            "an EC2 instance on AWS's Nitro system",
            "use one; to try things out anywhere: --for simulated");
  }

  private static Diagnosis device(Machine machine) {
    Path device = machine.file(DEVICE);
    if (Files.isReadable(device) && Files.isWritable(device)) {
      return new Fine("device", DEVICE + " can be used");
    }
    if (Files.exists(device)) {
      return new Problem(
          "device",
          DEVICE + " is there, and you may not use it",
          "read and write permission",
          "add yourself to the group ne, and log in again");
    }
    return machine.exists("/sys/module/nitro_enclaves")
        ? new Problem(
            "device",
            "the module nitro_enclaves is loaded, but there is no " + DEVICE,
            "an instance with enclaves enabled",
            "stop the instance and start it with EnclaveOptions Enabled=true; its type needs 4"
                + " vCPUs or more")
        : new Problem(
            "device",
            "no " + DEVICE + ", and the module nitro_enclaves isn't loaded",
            "both",
            "modprobe nitro_enclaves");
  }

  private static Diagnosis nitroCli(Machine machine) {
    return machine
        .program("nitro-cli")
        .<Diagnosis>map(path -> new Fine("nitro-cli", path.toString()))
        .orElse(
            new Problem(
                "nitro-cli",
                "no nitro-cli on PATH",
                "AWS's command line for enclaves",
                "install aws-nitro-enclaves-cli"));
  }

  private static Diagnosis vsock(Machine machine) {
    if (!machine.exists("/dev/vsock") && !machine.exists("/sys/module/vsock")) {
      return new Problem(
          "vsock",
          "the kernel has no vsock",
          "the wire to the enclave",
          "modprobe vsock vmw_vsock_virtio_transport");
    }
    if (machine.exists("/sys/module/vhost_vsock")) {
      return new Warning(
          "vsock",
          "there, and so is vhost_vsock",
          "vsock without vhost_vsock, which takes connections to the enclave for its own guests",
          "rmmod vhost_vsock, unless this machine runs virtual machines itself");
    }
    return new Fine("vsock", "there");
  }
}
