// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// An image has the jars of its application on the class path, where a module's own word for what
/// it provides has no effect. An image with a service that isn't found runs another one, or none.
class ClassPathServicesTest {
  private static final String OURS = "dev.strongroom.enclave.";

  @Test
  void whatOurModulesProvideIsFoundOnTheClassPathToo() throws IOException {
    List<String> provided = new ArrayList<>();
    for (ModuleReference module : modules()) {
      for (ModuleDescriptor.Provides provides : module.descriptor().provides()) {
        try (ModuleReader reader = module.open()) {
          String listed =
              reader
                  .read("META-INF/services/" + provides.service())
                  .map(text -> StandardCharsets.UTF_8.decode(text).toString())
                  .orElse("");
          assertThat(listed.lines().toList())
              .as(module.descriptor().name() + ", META-INF/services/" + provides.service())
              .containsExactlyInAnyOrderElementsOf(provides.providers());
          provided.addAll(provides.providers());
        }
      }
    }
    assertThat(provided).hasSizeGreaterThanOrEqualTo(4);
  }

  private static List<ModuleReference> modules() throws IOException {
    TreeSet<String> jars = new TreeSet<>();
    for (String path : List.of(ServiceJars.vault(), ServiceJars.gateway())) {
      jars.addAll(List.of(path.split(File.pathSeparator, -1)));
    }
    return ModuleFinder.of(jars.stream().map(Path::of).toArray(Path[]::new)).findAll().stream()
        .filter(module -> module.descriptor().name().startsWith(OURS))
        .toList();
  }
}
