// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.inputs.Lock;
import dev.strongroom.image.materials.BillOfMaterials;
import dev.strongroom.image.materials.InstalledFile;
import dev.strongroom.image.materials.Material;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts bills of materials together: says why each input of a lock is needed.
final class Bills {
  private static final Map<String, String> PACKAGES =
      Map.of(
          "libc6", "the C library: how Java calls the kernel",
          "libgcc-s1", "unwinds the stack of the JVM, which is C++",
          "libstdc++6", "the JVM is C++",
          "openjdk-25-jdk-headless", "the JDK's modules and the tool that links them",
          "openjdk-25-jre-headless", "Java, as it runs while the runtime is linked",
          "zlib1g", "Java reads jars with it");

  private static final Map<String, String> MODULES =
      Map.of(
          "strongroom-attestation", "reads evidence and judges it, of heirs and siblings",
          "strongroom-channel", "the attested channel and encrypted messages, the enclave's end",
          "strongroom-enclave-runtime", "boots, holds the keys, serves the application",
          "strongroom-vsock", "the wire to the host");

  /// What projects unpack from trusted jars, by its digest: nobody else says whose it is.
  private static final Map<Bytes, Unpacked> UNPACKED =
      Map.of(
          Bytes.fromHex("93276c536d00f037c37ed6ec1e55be9c828940f4a0af59af10a8f638a31bbc3c"),
          new Unpacked("MIT", "runs models: llama.cpp for x86_64, out of de.kherud:llama:4.2.0"),
          Bytes.fromHex("d852c1625b2dac90a974613a2f019ecabf0c5d7bc054dcc14a05246d5aa2a1a7"),
          new Unpacked("MIT", "runs models: llama.cpp for aarch64, out of de.kherud:llama:4.2.0"));

  /// A file out of a jar.
  private record Unpacked(String licence, String why) {}

  private Bills() {}

  static BillOfMaterials of(BillOfMaterials.Image image, Lock lock, List<InstalledFile> files) {
    TrustedBase known = TrustedBase.ofThisBuild();
    List<Material> materials = new ArrayList<>();
    lock.groups()
        .forEach((group, inputs) ->
            inputs.forEach(input ->
                materials.add(
                    new Material(group, licensed(input, known), why(group, input, known)))));
    return new BillOfMaterials(image, Strongroom.version(), materials, files);
  }

  /// With the licence of what is known by its bytes, where the lock has none.
  private static Input licensed(Input input, TrustedBase known) {
    return input.withLicence(
        input
            .licence()
            .or(() -> known.find(input.sha256()).map(TrustedBase.Entry::licence))
            .or(() -> Optional.ofNullable(UNPACKED.get(input.sha256())).map(Unpacked::licence)));
  }

  private static String why(String group, Input input, TrustedBase known) {
    return switch (group) {
      case Locks.BASE -> PACKAGES.getOrDefault(input.name(), "a package of the base");
      case Locks.KERNEL -> "the kernel, measured with the base";
      case Locks.RUNTIME ->
          known
              .find(input.sha256())
              .map(TrustedBase.Entry::why)
              .orElse(MODULES.getOrDefault(input.name(), "a module of the runtime"));
      case Locks.LIBRARIES ->
          SharedLibrary.from(input.name())
              .map(SharedLibrary::why)
              .orElse("a library that the project names");
      case Locks.JARS -> "the application's class path";
      case Locks.FILES ->
          Optional.ofNullable(UNPACKED.get(input.sha256()))
              .map(Unpacked::why)
              .orElse("a file of the application's");
      default -> "pinned by the lock";
    };
  }
}
