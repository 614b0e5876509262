// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.eif.Measurements;
import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.inputs.Lock;
import dev.strongroom.image.materials.BillOfMaterials;
import dev.strongroom.image.materials.Material;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Licences of what a project brings along, known by its bytes.
class BillsTest {
  private static final Path NATIVES =
      Path.of("../enclave/llama/src/main/java/dev/strongroom/enclave/llama/NativeLibrary.java");

  private static Input file(String name, String sha256) {
    return new Input(
        Input.Kind.FILE,
        name,
        Optional.empty(),
        Optional.empty(),
        "native/" + name,
        7,
        Bytes.fromHex(sha256),
        Optional.empty());
  }

  private static Material of(Input input, String group) {
    Lock lock = Locks.ofThisBuild().withGroup(group, List.of(input));
    Bytes zeros = Bytes.zeros(48);
    BillOfMaterials bill =
        Bills.of(
            new BillOfMaterials.Image(
                "model",
                "1",
                Bytes.zeros(32),
                new Measurements(zeros, zeros, zeros, Optional.empty())),
            lock,
            List.of());
    return bill.materials().stream()
        .filter(material -> material.input().sha256().equals(input.sha256()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theLibraryThatRunsModelsHasItsLicence() throws Exception {
    List<String> pinned =
        Files.readString(NATIVES)
            .lines()
            .filter(line -> line.matches("\\s+\"[0-9a-f]{64}\";"))
            .map(line -> line.replaceAll("[^0-9a-f]", ""))
            .toList();
    assertThat(pinned).hasSize(2);
    for (String sha256 : pinned) {
      Material library = of(file("libjllama.so", sha256), Locks.FILES);
      assertThat(library.input().licence()).contains("MIT");
      assertThat(library.why()).contains("llama.cpp");
    }
  }

  @Test
  void aTrustedJarHasItsLicenceAndAnUnknownFileHasNone() {
    TrustedBase.Entry trusted = TrustedBase.ofThisBuild().entries().getFirst();
    assertThat(of(file("some.jar", trusted.sha256().hex()), Locks.JARS).input().licence())
        .contains(trusted.licence());
    Material unknown = of(file("libjllama.so", "0b".repeat(32)), Locks.FILES);
    assertThat(unknown.input().licence()).isEmpty();
    assertThat(unknown.why()).isEqualTo("a file of the application's");
  }
}
