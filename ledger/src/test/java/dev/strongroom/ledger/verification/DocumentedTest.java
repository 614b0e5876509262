// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.cose.CoseReceipt;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.fixtures.ReceiptEdits;
import dev.strongroom.ledger.receipt.Anchor;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.witness.Cosignature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Names and codes are stable: all of them are written down.
class DocumentedTest {
  private static String document() throws IOException {
    return Files.readString(Path.of("../docs/receipt.md"));
  }

  @Test
  void everyReasonIsWrittenDown() throws IOException {
    for (Fault fault : Fault.values()) {
      assertThat(document()).contains("`" + fault.code() + "`");
    }
    for (Cosignature.Problem problem : Cosignature.Problem.values()) {
      assertThat(document()).contains("`" + problem.code() + "`");
    }
  }

  @Test
  void everyCheckIsWrittenDownInItsOrder() throws IOException, MalformedLedgerException {
    FakeDeployment deployment = FakeDeployment.create();
    Receipt bare = deployment.receipt();
    Receipt full =
        new ReceiptEdits(bare)
            .anchors(
                List.of(Anchor.DynamoDb.of("t", "r", Map.of())),
                Optional.of(
                    FakeDeployment.LOG_KEY.sign(
                        CoseReceipt.signed(
                            FakeDeployment.LOG_KEY.log(FakeDeployment.ORIGIN),
                            bare.checkpoint().checkpoint().root()))));
    String section = document().substring(document().indexOf("## 7. Checks"));
    int last = 0;
    for (LedgerCheck check :
        FakeDeployment.verifier()
            .explain(full, deployment.policy().build(), Optional.empty(), FakeDeployment.NOW)
            .checks()) {
      int at = section.indexOf("`" + check.name() + "`");
      assertThat(at).as(check.name()).isGreaterThan(last);
      last = at;
    }
  }
}
