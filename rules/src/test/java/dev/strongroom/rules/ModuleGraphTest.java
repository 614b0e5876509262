// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Holds `module-graph.txt` against the poms.
class ModuleGraphTest {
  private Project project;
  private ModuleGraph graph;

  @BeforeEach
  void read() throws Exception {
    project = Project.read();
    graph = ModuleGraph.read(project.root().resolve("rules/module-graph.txt"));
  }

  @Test
  void everyModuleIsWrittenDown() {
    assertThat(graph.uses().keySet())
        .as("the modules of module-graph.txt, compared with those of pom.xml")
        .isEqualTo(project.modules().keySet());
  }

  @Test
  void everyDependencyIsWrittenDown() {
    project
        .modules()
        .forEach((directory, module) ->
            assertThat(used(module, false))
                .as("what the main code of %s uses; module-graph.txt allows it", directory)
                .isEqualTo(graph.uses().get(directory)));
  }

  @Test
  void theInsideNeverUsesTheOutside() {
    assertThat(project.modules().keySet()).containsAll(graph.inside());
    for (String directory : graph.inside()) {
      assertThat(graph.inside())
          .as("modules inside the enclave; %s needs its own there too", directory)
          .containsAll(used(project.modules().get(directory), false));
    }
  }

  @Test
  void theRulesSeeEveryPublishedModule() {
    Set<String> published =
        project.modules().entrySet().stream()
            .filter(module -> module.getValue().published())
            .map(Map.Entry::getKey)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(used(project.modules().get("rules"), true))
        .as("what rules/pom.xml depends on, compared with the published modules")
        .isEqualTo(published);
  }

  private Set<String> used(Project.Module module, boolean forTests) {
    return module.dependencies().stream()
        .filter(dependency -> dependency.isOurs() && dependency.isForTests() == forTests)
        .map(this::directoryOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private String directoryOf(Project.Dependency dependency) {
    return project.modules().entrySet().stream()
        .filter(module -> module.getValue().artifact().equals(dependency.artifact()))
        .map(Map.Entry::getKey)
        .findAny()
        .orElseThrow(() -> new AssertionError("no module makes " + dependency.artifact()));
  }
}
