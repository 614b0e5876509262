// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.rules.Project.Module;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Which modules are published, and which of those an application names.
class BillOfMaterialsTest {
  /// Published because others stand on them or people run them, but not to be named by
  /// applications.
  private static final Set<String> NOT_NAMED =
      Set.of(
          "strongroom-bom",
          "strongroom-cel",
          "strongroom-cli",
          "strongroom-console",
          "strongroom-host",
          "strongroom-maven-plugin",
          "strongroom-mcp");

  @Test
  void namesEveryPublishedLibraryAndNothingElse() throws Exception {
    Project project = Project.read();
    Set<String> published =
        project.modules().values().stream()
            .filter(Module::published)
            .map(Module::artifact)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(published).containsAll(NOT_NAMED);
    published.removeAll(NOT_NAMED);
    assertThat(project.billOfMaterials()).containsExactlyElementsOf(published);
  }

  @Test
  void hasTheVersionOfAllOthers() throws Exception {
    Project project = Project.read();
    assertThat(project.version("bom")).isEqualTo(project.version("."));
  }
}
