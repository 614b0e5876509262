// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Ten kills; `integration/faults` for hundreds.
@Timeout(300)
class FaultRunTest {
  private static final int KILLS = Integer.getInteger("strongroom.faults", 4);

  @TempDir private Path folder = Path.of("");

  @Test
  void losesNoReceiptAndUsesNoIndexTwice() throws Exception {
    String figures = new FaultRun(folder, KILLS, 20261121, _ -> {}).run();
    assertThat(figures).startsWith(KILLS + " kills").contains("receipts verified");
    assertThat(Files.size(folder.resolve("receipts"))).isPositive();
  }
}
