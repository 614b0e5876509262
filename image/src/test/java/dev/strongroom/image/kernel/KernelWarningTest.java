// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.image.kernel.KernelImage.Format;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a kernel lacks, in words.
class KernelWarningTest {
  @Test
  void saysWhatADistributionsKernelLacks() throws MalformedKernelException {
    String wanted = KernelRecipe.pinned().configuration();
    String debian =
        wanted
            .replace(
                "CONFIG_VIRTIO_MMIO_CMDLINE_DEVICES=y",
                "# CONFIG_VIRTIO_MMIO_CMDLINE_DEVICES is not set")
            .replace("CONFIG_NSM=y", "CONFIG_NSM=m");
    assertThat(KernelWarning.of(image(Format.BZIMAGE, debian)))
        .extracting(KernelWarning::text)
        .containsExactly(
            "VIRTIO_MMIO_CMDLINE_DEVICES is off: neither vsock nor /dev/nsm will be found on Nitro,"
                + " which announces its devices on the command line only",
            "NSM is a module, and images have none: there is no /dev/nsm, so no evidence (drivers"
                + " since Linux 6.8)");
  }

  @Test
  void asksNothingOfArm64ThatOnlyX86Has() throws MalformedKernelException {
    String wanted =
        KernelRecipe.pinned()
            .configuration()
            .replaceAll("CONFIG_(VIRTIO_MMIO_CMDLINE_DEVICES|X86_MPPARSE)=y\n", "");
    assertThat(KernelWarning.of(image(Format.ARM64_IMAGE, wanted))).isEmpty();
    assertThat(KernelWarning.of(image(Format.BZIMAGE, wanted))).hasSize(2);
  }

  @Test
  void saysSoWhenItCannotKnow() {
    KernelImage unknown =
        new KernelImage(Format.BZIMAGE, "6.1", Optional.empty(), "it carries none");
    assertThat(KernelWarning.of(unknown))
        .singleElement()
        .satisfies(warning -> {
          assertThat(warning.option()).isEmpty();
          assertThat(warning.text()).contains("isn't known", "it carries none");
        });
  }

  private static KernelImage image(Format format, String configuration)
      throws MalformedKernelException {
    return new KernelImage(
        format, "6.12", Optional.of(KernelConfiguration.parse(configuration)), "a test");
  }
}
