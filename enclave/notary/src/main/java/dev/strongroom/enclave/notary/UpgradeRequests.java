// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import dev.strongroom.enclave.notary.upgrade.UpgradeRefusal;
import dev.strongroom.enclave.notary.upgrade.UpgradeRefusedException;
import dev.strongroom.enclave.notary.upgrade.Upgrades;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.operators.SignedStatement;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.upgrade.UpgradeStatement;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// `/v1/log/upgrade`: what operators announce and approve (`docs/upgrades.md`). Their signatures
/// say whose word it is, so anybody may bring it.
record UpgradeRequests(Upgrades upgrades) {

  /// What is announced, and what has to be observed.
  Response state() {
    try {
      return Response.json(200, CanonicalJson.text(upgrades.content()));
    } catch (UpgradeRefusedException e) {
      return refused(e.refusal());
    }
  }

  Response enter(Request request) throws NotaryException, InterruptedException {
    try {
      Optional<Receipt> receipt =
          upgrades.enter(SignedStatement.parse(UpgradeStatement.FORM, request.body()));
      Map<String, Object> entered = new TreeMap<>(upgrades.content());
      receipt.ifPresent(made -> entered.put("receipt", made.content()));
      return Response.json(200, CanonicalJson.text(entered));
    } catch (MalformedLedgerException e) {
      return NotaryApi.error(
          UpgradeRefusal.MALFORMED.status(),
          UpgradeRefusal.MALFORMED.code(),
          String.valueOf(e.getMessage()));
    } catch (UpgradeRefusedException e) {
      return refused(e.refusal());
    }
  }

  private static Response refused(UpgradeRefusal refusal) {
    return NotaryApi.error(refusal.status(), refusal.code(), refusal.words());
  }
}
