// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.notary.Notary;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.vault.dossier.DossierException;
import dev.strongroom.enclave.vault.dossier.Dossiers;
import dev.strongroom.ledger.receipt.Receipt;
import java.util.List;

/// What was entered about something, with receipts.
record Histories(Notary notary) {
  private static final int PAGE = 20;

  /// A page of receipts, the latest first.
  ///
  /// @param before only of entries with a lesser index
  List<Receipt> page(String about, long before, int most) throws NotaryException {
    return notary.about(Dossiers.tag(about), before, most);
  }

  /// The receipt of one entry. What was entered lately is looked for first; the rest is halved
  /// until the entry is found, since numbers rise with indices.
  ///
  /// @param n its number in its dossier
  /// @throws DossierException if the host doesn't show it
  Receipt entry(String about, long n) throws NotaryException, DossierException {
    List<Receipt> latest = page(about, Long.MAX_VALUE, PAGE);
    for (Receipt receipt : latest) {
      if (number(receipt) == n) {
        return receipt;
      }
    }
    if (latest.isEmpty() || number(latest.getLast()) < n) {
      throw gone();
    }
    long least = 0;
    long beyond = latest.getLast().index();
    while (least < beyond) {
      long middle = least + (beyond - least) / 2;
      List<Receipt> found = page(about, middle + 1, 1);
      if (found.isEmpty() || number(found.getFirst()) < n) {
        least = middle + 1;
      } else if (number(found.getFirst()) == n) {
        return found.getFirst();
      } else {
        beyond = found.getFirst().index();
      }
    }
    throw gone();
  }

  private static long number(Receipt receipt) throws DossierException {
    try {
      if (receipt.entry().content().member("n").value() instanceof Long number) {
        return number;
      }
    } catch (MalformedJsonException e) {
      // Refused below.
    }
    throw gone();
  }

  private static DossierException gone() {
    return new DossierException("not-authentic", "the host doesn't show what was entered", null);
  }
}
