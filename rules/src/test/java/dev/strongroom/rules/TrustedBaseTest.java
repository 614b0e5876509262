// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.rules.TrustedBase.Jar;
import dev.strongroom.rules.TrustedBase.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Holds `trusted-base.txt` against what Maven resolved for the modules that go into the enclave.
class TrustedBaseTest {
  @Test
  void everyThirdPartyJarInsideIsWrittenDownWithItsReason() throws Exception {
    Project project = Project.read();
    Map<String, Row> written =
        TrustedBase.written(project.root().resolve("rules/trusted-base.txt"));
    Map<String, Jar> resolved = new TreeMap<>();
    for (String module :
        ModuleGraph.read(project.root().resolve("rules/module-graph.txt")).inside()) {
      resolved.putAll(TrustedBase.resolved(freshList(project, module)));
    }

    System.out.println("Third-party jars inside the enclave:");
    resolved.forEach((artifact, jar) ->
        System.out.printf("  %s %s %s%n", artifact, jar.version(), jar.sha256()));

    assertThat(differences(written, resolved))
        .as("what to change in rules/trusted-base.txt, or else in the dependencies")
        .isEmpty();
  }

  private static List<String> differences(Map<String, Row> written, Map<String, Jar> resolved) {
    List<String> differences = new ArrayList<>();
    resolved.forEach((artifact, jar) -> {
      Row row = written.get(artifact);
      if (row == null) {
        differences.add("add: " + row(artifact, jar, "LICENCE", "WHY IT MUST BE INSIDE"));
      } else if (!row.jar().equals(jar)) {
        differences.add("change to: " + row(artifact, jar, row.licence(), row.reason()));
      }
    });
    written.forEach((artifact, row) -> {
      if (!resolved.containsKey(artifact)) {
        differences.add("remove: " + row(artifact, row.jar(), row.licence(), row.reason()));
      }
    });
    return differences;
  }

  private static String row(String artifact, Jar jar, String licence, String reason) {
    return String.join(" | ", artifact, jar.version(), licence, jar.sha256(), reason);
  }

  /// A list older than the poms would be about another build.
  private static Path freshList(Project project, String module) throws Exception {
    Path directory = project.root().resolve(module);
    Path list = directory.resolve("target/runtime-dependencies.txt");
    assertThat(list).as("written by ./test before these rules run").exists();
    for (Path pom : List.of(project.root().resolve("pom.xml"), directory.resolve("pom.xml"))) {
      assertThat(Files.getLastModifiedTime(list))
          .as("%s is older than %s; run ./test", list, pom)
          .isGreaterThanOrEqualTo(Files.getLastModifiedTime(pom));
    }
    return list;
  }
}
