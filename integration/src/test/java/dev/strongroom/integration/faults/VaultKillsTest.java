// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Six kills; `integration/faults 200 vault` for more.
@Timeout(400)
class VaultKillsTest {
  private static final int KILLS = Integer.getInteger("strongroom.vault.faults", 2);

  @TempDir private Path folder = Path.of("");

  @Test
  void losesNoKeyAndSignsNothingTwice() throws Exception {
    String figures = new VaultFaultRun(folder, KILLS, 20261121, _ -> {}).run();
    System.err.println(figures);
    assertThat(figures).startsWith(KILLS + " kills").contains("each once");
  }
}
