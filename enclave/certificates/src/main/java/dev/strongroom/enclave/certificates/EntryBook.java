// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates;

import dev.strongroom.enclave.runtime.Ledger;
import dev.strongroom.enclave.runtime.LedgerException;
import dev.strongroom.enclave.runtime.storage.Name;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What was entered in the log about certificates, numbered from 1: so that whoever has all
/// receipts knows that they are all. Thread-safe.
final class EntryBook {
  /// Of the entries.
  static final String KIND = "certificate";

  /// What is done with certificates.
  enum Act {
    /// An account with an authority was made.
    ACCOUNT,
    /// A key was born that the operator is to have certified.
    REQUEST,
    /// An authority is about to be asked for a certificate.
    ORDER,
    /// A certificate was issued or brought, and is used from now on.
    CERTIFICATE
  }

  private static final Name COUNT = Name.of("count");
  private static final String RECEIPT = "receipt";

  private final Optional<Ledger> ledger;
  private final SealedRecords records;
  private volatile int count;

  /// @throws CertificateException if the store fails
  EntryBook(Optional<Ledger> ledger, SealedRecords records) throws CertificateException {
    this.ledger = ledger;
    this.records = records;
    String stored = records.read(COUNT).getOrDefault("count", "0");
    try {
      this.count = Integer.parseInt(stored);
    } catch (NumberFormatException e) {
      throw new CertificateException(CertificateProblem.STORE, "a count that isn't one", e);
    }
  }

  /// How many there are; 0 without a log.
  int count() {
    return count;
  }

  /// Enters an act, if there is a log, and keeps its receipt.
  ///
  /// A crash between the log and the store gives two entries one number; both say what was done.
  ///
  /// @throws CertificateException if there is no receipt
  synchronized void enter(Act act, Map<String, Object> members)
      throws CertificateException, InterruptedException {
    if (ledger.isEmpty()) {
      return;
    }
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("kind", KIND);
    entry.put("act", act.name().toLowerCase(Locale.ROOT));
    entry.put("number", (long) count + 1);
    entry.putAll(members);
    int number = count + 1;
    try {
      String receipt = ledger.get().enter(entry);
      Map<Name, Map<String, String>> written = new LinkedHashMap<>();
      written.put(name(number), Map.of(RECEIPT, receipt));
      written.put(COUNT, Map.of("count", String.valueOf(number)));
      records.write(written);
      count = number;
    } catch (LedgerException e) {
      throw new CertificateException(CertificateProblem.LEDGER, e.code(), e);
    }
  }

  /// The receipt of an entry, as JSON.
  ///
  /// @throws CertificateException if the store fails
  Optional<String> receipt(int number) throws CertificateException {
    return number < 1 || number > count
        ? Optional.empty()
        : Optional.ofNullable(records.read(name(number)).get(RECEIPT));
  }

  private static Name name(int number) {
    return Name.of("entries", String.valueOf(number));
  }
}
