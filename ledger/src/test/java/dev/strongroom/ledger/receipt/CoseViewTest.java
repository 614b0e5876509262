// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.cose.CoseReceipt;
import dev.strongroom.ledger.cose.RefusedReceiptException;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.fixtures.ReceiptEdits;
import dev.strongroom.ledger.note.VerifierKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The same receipt in both forms: what one shows, the other shows.
class CoseViewTest {
  private static Receipt receipt;
  private static Receipt another;
  private static VerifierKey log;

  @BeforeAll
  static void build() throws Exception {
    FakeDeployment deployment = FakeDeployment.create();
    long first = deployment.enter(FakeDeployment.members());
    Map<String, Object> others = new HashMap<>(FakeDeployment.members());
    others.put("digest", Bytes.zeros(32).hex());
    long second = deployment.enter(others);
    log = deployment.receipt(first).epoch().entry().statement().logVerifierKey();
    receipt = signed(deployment.receipt(first));
    another = signed(deployment.receipt(second));
  }

  private static Receipt signed(Receipt plain) {
    Bytes message = CoseReceipt.signed(log, plain.checkpoint().checkpoint().root());
    return new ReceiptEdits(plain)
        .anchors(List.of(), Optional.of(FakeDeployment.LOG_KEY.sign(message)));
  }

  @Test
  void showsTheLeafToWhoeverReadsCose() throws Exception {
    CoseReceipt cose = CoseReceipt.parse(CoseView.of(receipt).orElseThrow().encoded());
    cose.verify(receipt.leaf().encoded(), log, receipt.checkpoint().checkpoint());
    assertThatThrownBy(() -> cose.verify(another.leaf().encoded(), log))
        .isInstanceOf(RefusedReceiptException.class);
  }

  @Test
  void comesBackAsItWas() throws Exception {
    CoseReceipt cose = CoseReceipt.parse(CoseView.of(receipt).orElseThrow().encoded());
    assertThat(CoseView.from(cose, receipt).json()).isEqualTo(receipt.json());
  }

  @Test
  void isNotTakenForAnotherLeafs() throws Exception {
    CoseReceipt cose = CoseView.of(receipt).orElseThrow();
    assertThatThrownBy(() -> CoseView.from(cose, another))
        .isInstanceOf(MalformedLedgerException.class);
  }
}
