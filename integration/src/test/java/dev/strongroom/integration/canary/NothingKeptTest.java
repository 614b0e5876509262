// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.integration.canary.Outcomes.End;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Some requests and crashes; `-Dstrongroom.canaries=3000` for as many requests, and a crash for
/// every forty.
@Timeout(5400)
class NothingKeptTest {
  private static final int REQUESTS = Integer.getInteger("strongroom.canaries", 240);
  private static final int CRASHES = REQUESTS / 40;

  @TempDir private Path folder = Path.of("");

  @Test
  void hostsSeeNothingOfPromptsAndAnswersWhateverCrashes() throws Exception {
    CanaryRun.Report report = new CanaryRun(folder, REQUESTS, CRASHES, 20261122).run();
    System.err.println(report.figures());
    // It can fail: all forms are found where they are, and words in the memory of who reads them.
    assertThat(report.planted()).hasSize(report.needles()).isNotEmpty();
    assertThat(report.inside())
        .hasSize(4)
        .allSatisfy((_, found) -> assertThat(found).contains("PROMPT", "ANSWER"));
    assertThat(report.missing()).isEmpty();
    assertThat(report.dumps()).isPositive();
    // It was a real load.
    assertThat(report.wrong()).isEmpty();
    assertThat(report.outcomes().all()).isGreaterThanOrEqualTo(REQUESTS);
    assertThat(report.outcomes().of(End.ANSWERED)).isGreaterThan(REQUESTS / 3);
    assertThat(report.outcomes().of(End.REFUSED)).isGreaterThan(REQUESTS / 10);
    assertThat(report.outcomes().of(End.CUT)).isGreaterThan(REQUESTS / 50);
    assertThat(report.leaks()).isEmpty();
  }
}
