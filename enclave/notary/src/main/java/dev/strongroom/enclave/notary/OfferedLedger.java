// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import dev.strongroom.enclave.runtime.Ledger;
import dev.strongroom.enclave.runtime.LedgerException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Entry;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The notary's log as parts of the enclave see it that aren't its service.
///
/// @param clock of entries
record OfferedLedger(Notary notary, InstantSource clock) implements Ledger {
  @Override
  public String enter(Map<String, Object> members) throws LedgerException, InterruptedException {
    Map<String, Object> timed = new LinkedHashMap<>(members);
    timed.put("time", clock.instant().toString());
    try {
      return notary.enter(List.of(Entry.of(timed))).getFirst().json();
    } catch (MalformedLedgerException e) {
      throw new LedgerException("entry-malformed", e);
    } catch (NotaryException e) {
      throw new LedgerException(e.refusal().code(), e);
    }
  }
}
