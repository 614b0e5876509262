// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.inputs.Lock;
import dev.strongroom.image.inputs.MalformedLockException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What decides our kernel's bytes.
class KernelRecipeTest {
  /// Fails when configuration or script were changed and the lock file wasn't: then the kernel has
  /// to be built and pinned anew.
  @Test
  void pinsConfigurationScriptAndResult() {
    KernelRecipe recipe = KernelRecipe.pinned();
    assertThat(recipe.kernel()).isPresent();
    assertThat(recipe.packages().getFirst()).isEqualTo(recipe.source());
    assertThat(recipe.source().version()).isEqualTo(recipe.kernel().get().version());
    assertThat(recipe.packages()).allMatch(input -> input.kind() == Input.Kind.DEBIAN);
  }

  /// The same source and tools, and of the configuration what differs.
  @Test
  void pinsTheKernelOfConfidentialMachinesToo() throws MalformedKernelException {
    KernelRecipe recipe = KernelRecipe.pinned(KernelMachine.CONFIDENTIAL_VM);
    KernelRecipe enclave = KernelRecipe.pinned();
    assertThat(recipe.packages()).isEqualTo(enclave.packages());
    assertThat(recipe.script()).isEqualTo(enclave.script());
    assertThat(enclave.changes()).isEmpty();
    assertThat(recipe.changes()).get().asString().contains("return_ACPI_STATUS(AE_ACCESS)");
    assertThat(recipe.kernel()).isPresent().isNotEqualTo(enclave.kernel());
    KernelConfiguration wanted = KernelConfiguration.parse(recipe.configuration());
    for (String on : List.of("EFI_STUB", "AMD_MEM_ENCRYPT", "SEV_GUEST", "VIRTIO_PCI")) {
      assertThat(wanted.value(on)).as(on).isEqualTo("y");
    }
    // A host that brings its own module of Nitro's finds nobody who would ask it.
    for (String off : List.of("NSM", "VIRTIO_MMIO", "VIRTIO_PCI_LEGACY", "MODULES")) {
      assertThat(wanted.value(off)).as(off).isEqualTo("n");
    }
    assertThat(wanted.value("SECCOMP_FILTER")).isEqualTo("y");
    KernelImage kernel =
        new KernelImage(KernelImage.Format.BZIMAGE, "", Optional.of(wanted), "the recipe");
    assertThat(KernelWarning.of(kernel)).isEmpty();
    KernelConfiguration without =
        KernelConfiguration.parse(
            recipe.configuration().replace("CONFIG_EFI_STUB=y", "# CONFIG_EFI_STUB is not set"));
    assertThat(
            KernelWarning.of(
                new KernelImage(KernelImage.Format.BZIMAGE, "", Optional.of(without), "it")))
        .extracting(KernelWarning::option)
        .containsExactly(Optional.of("EFI_STUB"));
  }

  @Test
  void refusesLocksWithoutWhatConfidentialMachinesHaveOtherwise() {
    Lock lock = KernelRecipe.pinned().lock();
    assertThatExceptionOfType(MalformedLockException.class)
        .isThrownBy(() ->
            KernelRecipe.of(
                lock.withGroup(KernelRecipe.CONFIDENTIAL_RECIPE, List.of()),
                KernelMachine.CONFIDENTIAL_VM))
        .withMessageContaining("two files");
  }

  @Test
  void isWrittenAsWeWriteLockFiles() throws Exception {
    try (InputStream in =
        Objects.requireNonNull(KernelRecipe.class.getResourceAsStream("kernel.lock"))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(Lock.parse(text).text()).isEqualTo(text);
    }
  }

  @Test
  void wantsAllThatAnEnclaveNeeds() throws MalformedKernelException {
    KernelConfiguration wanted = KernelConfiguration.parse(KernelRecipe.pinned().configuration());
    KernelImage kernel =
        new KernelImage(KernelImage.Format.BZIMAGE, "", Optional.of(wanted), "the recipe");
    assertThat(KernelWarning.of(kernel)).isEmpty();
  }

  @Test
  void refusesLocksThatLeaveSomethingOpen() throws MalformedLockException {
    Lock lock = KernelRecipe.pinned().lock();
    assertRefused(lock.withGroup(KernelRecipe.SOURCE, List.of()), "exactly one package");
    assertRefused(lock.withGroup(KernelRecipe.TOOLCHAIN, List.of()), "the packages that compile");
    assertRefused(lock.withGroup(KernelRecipe.RECIPE, List.of()), "two files");
    assertRefused(
        lock.withGroup(KernelRecipe.KERNEL, lock.group(KernelRecipe.SOURCE)), "no kernel");
    List<Input> files = lock.group(KernelRecipe.RECIPE);
    assertRefused(
        lock.withGroup(KernelRecipe.RECIPE, List.of(files.get(1), files.get(0))), "isn't");
    assertThat(KernelRecipe.of(lock.withGroup(KernelRecipe.KERNEL, List.of())).kernel()).isEmpty();
  }

  @Test
  void refusesAnotherConfiguration() {
    Lock lock = KernelRecipe.pinned().lock();
    List<Input> files = lock.group(KernelRecipe.RECIPE);
    Input ours = files.get(0);
    Input other =
        new Input(
            ours.kind(),
            ours.name(),
            ours.version(),
            ours.architecture(),
            ours.location(),
            ours.size(),
            files.get(1).sha256(),
            ours.licence());
    assertRefused(
        lock.withGroup(KernelRecipe.RECIPE, List.of(other, files.get(1))), "of this version has");
  }

  private static void assertRefused(Lock lock, String words) {
    assertThatExceptionOfType(MalformedLockException.class)
        .isThrownBy(() -> KernelRecipe.of(lock))
        .withMessageContaining(words);
  }
}
