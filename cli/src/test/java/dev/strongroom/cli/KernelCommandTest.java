// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `strongroom kernel`, as far as it takes no minutes: `--again` is the check of the rest.
class KernelCommandTest {
  @TempDir Path folder;

  @Test
  void saysWhatAKernelLacks() throws IOException {
    Path kernel = folder.resolve("vmlinuz");
    Files.write(kernel, bzImage());
    Files.writeString(
        folder.resolve("config-6.12.107"), "CONFIG_NSM=m\n# CONFIG_VIRTIO_MMIO is not set\n");
    Run run = Run.of("kernel", "--show", kernel.toString());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .startsWith(
            """
            format         BZIMAGE
            version        6.12.107 (builder@machine)
            configuration  config-6.12.107
            missing        VIRTIO_MMIO_CMDLINE_DEVICES is off: neither vsock nor /dev/nsm will be found\
             on Nitro, which announces its devices on the command line only
            missing        VIRTIO_MMIO is off: no device of an enclave can be used
            """)
        .contains("missing        NSM is a module, and images have none: there is no /dev/nsm");
  }

  @Test
  void namesAFileThatIsNoKernel() throws IOException {
    Path file = Files.writeString(folder.resolve("x"), "hello");
    Run run = Run.of("kernel", "--show", file.toString());
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("kernel.not-a-kernel at byte 0");
    assertThat(Run.of("kernel", "--show", folder.resolve("none").toString()).err())
        .contains("can't read");
  }

  @Test
  void namesThePackagesThatAreNowhere() {
    Run run =
        Run.of("kernel", "--offline", "--cache", folder.toString(), "--packages", folder + "/none");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("linux-source-6.12", "is nowhere to be had");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void namesALockFileThatIsNone() throws IOException {
    Path lock = Files.writeString(folder.resolve("lock"), "{}");
    Run run = Run.of("kernel", "--lock", lock.toString());
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("strongroom-lock");
    assertThat(Run.of("kernel", "--lock", folder + "/none").err()).contains("can't read");
  }

  @Test
  void knowsTwoMachines() {
    assertThat(Run.of("kernel", "--for", "toaster").err())
        .contains("--for is enclave or confidential-vm");
    Run run =
        Run.of(
            "kernel",
            "--for",
            "confidential-vm",
            "--offline",
            "--cache",
            folder.toString(),
            "--packages",
            folder + "/none");
    assertThat(run.err()).contains("linux-source-6.12", "is nowhere to be had");
  }

  @Test
  void wantsAtLeastOneJob() {
    assertThat(Run.of("kernel", "--jobs", "0").status()).isEqualTo(2);
  }

  /// A header whose payload nobody can unpack.
  private static byte[] bzImage() {
    ByteBuffer out = ByteBuffer.allocate(2048).order(ByteOrder.LITTLE_ENDIAN);
    out.put(0x1f1, (byte) 1);
    out.putShort(0x1fe, (short) 0xaa55);
    out.put(0x202, "HdrS".getBytes(StandardCharsets.US_ASCII));
    out.putShort(0x206, (short) 0x020f);
    out.putShort(0x20e, (short) 0x100);
    out.putShort(0x236, (short) 1);
    out.putInt(0x24c, 8);
    out.put(0x300, "6.12.107 (builder@machine)\0".getBytes(StandardCharsets.US_ASCII));
    return out.array();
  }
}
