// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime;

import java.util.Map;

/// The log of what is done inside, where the enclave's service keeps one: for parts of the enclave
/// that aren't the service.
@FunctionalInterface
public interface Ledger {
  /// Has something entered, and waits until it is there for good and cosigned.
  ///
  /// @param members `kind`, and what an entry of that kind says; the time is added
  /// @return the receipt, as JSON
  /// @throws LedgerException if there is no receipt to give; it may be entered all the same
  String enter(Map<String, Object> members) throws LedgerException, InterruptedException;
}
