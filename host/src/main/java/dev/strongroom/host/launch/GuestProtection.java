// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What protects a guest of an ordinary QEMU, and the words of its command line for that.
sealed interface GuestProtection {
  /// For people.
  String name();

  /// Kind of machine, accelerator, processor, memory and vsock.
  List<String> words(ConfidentialSettings settings);

  /// What carries the vsock, where the kernel doesn't.
  default Optional<VsockBackend> backend() {
    return Optional.empty();
  }

  /// AMD's.
  ///
  /// @param model of the processor, as QEMU shows it
  record SevSnp(String model) implements GuestProtection {
    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9-]+");

    /// Where EPYC has the bit that says "encrypted" in an address; QEMU compares it with the
    /// processor's own.
    private static final int ENCRYPTION_BIT = 51;

    /// The guest policy: no debugging, no migration; two threads a core are allowed. Bit 17 is
    /// always set.
    private static final String GUEST_POLICY = "0x30000";

    public SevSnp {
      if (!MODEL.matcher(model).matches() || model.equals("host")) {
        // "host" differs from machine to machine, and so would what is measured.
        throw new IllegalArgumentException("the processor's model is one of QEMU's, not " + model);
      }
    }

    @Override
    public String name() {
      return "SEV-SNP";
    }

    @Override
    public List<String> words(ConfidentialSettings settings) {
      return List.of(
          "-machine",
          "q35,memory-backend=ram,confidential-guest-support=guest,vmport=off",
          "-accel",
          "kvm",
          "-cpu",
          model,
          "-object",
          "sev-snp-guest,id=guest,kernel-hashes=on,policy="
              + GUEST_POLICY
              + ",cbitpos="
              + ENCRYPTION_BIT
              + ",reduced-phys-bits=1",
          "-object",
          settings.memory("memory-backend-memfd") + ",share=on",
          "-device",
          kernelVsock(settings.cid()));
    }
  }

  /// Intel's. QEMU takes no processor but the host's; what of it the guest sees is in no
  /// measurement.
  record Tdx() implements GuestProtection {
    @Override
    public String name() {
      return "TDX";
    }

    @Override
    public List<String> words(ConfidentialSettings settings) {
      return List.of(
          "-machine",
          "q35,kernel-irqchip=split,memory-backend=ram,confidential-guest-support=guest,vmport=off",
          "-accel",
          "kvm",
          "-cpu",
          "host",
          // QEMU has no word for debugging, so its bit stays clear. The other is the default, and
          // demanded by policies: a page that the host takes away ends the guest.
          "-object",
          "tdx-guest,id=guest,sept-ve-disable=on",
          // Only what the guest shares with the host is in here; the rest QEMU has KVM keep.
          "-object",
          settings.memory("memory-backend-ram"),
          "-device",
          kernelVsock(settings.cid()));
    }
  }

  /// Nobody's: the same machine by software emulation.
  ///
  /// @param carrier of its vsock
  record None(VsockBackend carrier) implements GuestProtection {
    @Override
    public String name() {
      return "UNPROTECTED";
    }

    @Override
    public Optional<VsockBackend> backend() {
      return Optional.of(carrier);
    }

    @Override
    public List<String> words(ConfidentialSettings settings) {
      Path socket = carrier.socket();
      return List.of(
          "-machine",
          "q35,memory-backend=ram,vmport=off",
          "-accel",
          "tcg",
          "-cpu",
          "max",
          "-object",
          settings.memory("memory-backend-memfd") + ",share=on",
          "-chardev",
          "socket,id=wire,path=" + socket,
          "-device",
          "vhost-user-vsock-pci,disable-legacy=on,chardev=wire");
    }
  }

  private static String kernelVsock(int cid) {
    return "vhost-vsock-pci,disable-legacy=on,iommu_platform=on,guest-cid=" + cid;
  }
}
