// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The pages that come with the program are those of the documentation.
class RunbookPagesTest {
  @Test
  void bringsEveryPage() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("../docs/runbook"))) {
      List<String> pages =
          files
              .map(file -> file.getFileName().toString().replace(".md", ""))
              .filter(page -> !page.equals("README"))
              .sorted()
              .toList();
      assertThat(Runbook.AREAS).isEqualTo(pages);
    }
    assertThat(Runbook.all()).allSatisfy(section -> assertThat(section.lines()).hasSize(3));
  }

  @Test
  void findsACodeInEachAreaThatHasIt() {
    assertThat(Runbook.sections("disk-full"))
        .extracting(Runbook.Section::area)
        .containsExactly("notary", "storage", "store");
    assertThat(Runbook.sections("rolled-back"))
        .extracting(Runbook.Section::area)
        .containsExactly("anchor", "gateway", "mirror", "notary-start");
    assertThat(Runbook.like("DISK_FULL")).contains("disk-full");
  }
}
