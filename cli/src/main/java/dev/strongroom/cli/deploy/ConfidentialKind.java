// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.deploy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.confidential.ProcessorModel;
import dev.strongroom.image.confidential.SnpPolicyDraft;
import java.util.List;
import java.util.Map;

/// Whose processors protect a confidential machine, and what its deployment has for that.
public sealed interface ConfidentialKind {
  /// AMD's.
  ///
  /// @param model which QEMU shows
  /// @param policy what clients accept, with the launch measurement
  record SevSnp(ProcessorModel model, SnpPolicyDraft policy) implements ConfidentialKind {
    @Override
    public String folder() {
      return "confidential-vm-sev-snp";
    }

    @Override
    public List<String> templates() {
      return List.of("README.md", "host/60-strongroom-sev.rules", "host/strongroom.sysusers");
    }

    @Override
    public Map<String, String> words() {
      return Map.of(
          "cpu-model", model.qemu(),
          "product", policy.product(),
          "measurement", policy.measurement().hex());
    }

    @Override
    public Map<String, String> unit() {
      return Map.of(
          "after", "systemd-modules-load.service",
          "condition", "/dev/sev",
          "groups", "kvm",
          "devices", "/dev/kvm rw\nDeviceAllow=/dev/sev rw",
          "guest", "--sev-snp /opt/strongroom/OVMF.amdsev.fd --cpu-model " + model.qemu(),
          "measurement", policy.measurement().hex());
    }

    @Override
    public Bytes policyFile() {
      return policy.text();
    }
  }

  /// Intel's.
  ///
  /// @param mrtd what is measured of the firmware
  /// @param rtmr1 of the kernel
  /// @param rtmr2 of command line and ramdisks
  /// @param policyFile what clients accept
  record Tdx(Bytes mrtd, Bytes rtmr1, Bytes rtmr2, Bytes policyFile) implements ConfidentialKind {
    @Override
    public String folder() {
      return "confidential-vm-tdx";
    }

    @Override
    public List<String> templates() {
      return List.of("README.md", "host/strongroom.sysusers");
    }

    @Override
    public Map<String, String> words() {
      return Map.of("mrtd", mrtd.hex(), "rtmr1", rtmr1.hex(), "rtmr2", rtmr2.hex());
    }

    @Override
    public Map<String, String> unit() {
      return Map.of(
          "after", "systemd-modules-load.service qgsd.service",
          "condition", "/sys/module/kvm_intel/parameters/tdx",
          "groups", "kvm qgsd",
          "devices", "/dev/kvm rw",
          "guest", "--tdx /opt/strongroom/OVMF.inteltdx.ms.fd",
          "measurement", String.join(",", mrtd.hex(), rtmr1.hex(), rtmr2.hex()));
    }
  }

  /// Where its own templates are.
  String folder();

  /// Their names.
  List<String> templates();

  /// What stands in them beside what every deployment has.
  Map<String, String> words();

  /// What stands in the host's unit.
  Map<String, String> unit();

  /// What clients accept, as a file.
  Bytes policyFile();
}
