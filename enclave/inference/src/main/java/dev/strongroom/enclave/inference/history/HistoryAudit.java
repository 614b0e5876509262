// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.history;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.volume.Shelf;
import dev.strongroom.enclave.notary.Notary;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.notary.Tagged;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Entry;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Enters in the ledger that something was made or deleted: neither what is in it nor whose it is.
///
/// @param notary of the gateway
/// @param clock for the entries' time
public record HistoryAudit(Notary notary, InstantSource clock) {
  private static final Bytes SUBJECT = Bytes.utf8("strongroom history subject v1\0");

  /// Enters it, and waits until that is kept.
  ///
  /// @param act `create` or `delete`
  /// @param id whose digest is entered: whoever knows the id finds it
  /// @throws NotaryException if it can't be entered; it was done all the same
  public void entered(String act, Shelf shelf, String id)
      throws NotaryException, InterruptedException {
    try {
      Entry entry =
          Entry.of(
              Map.of(
                  "kind",
                  "inference-history",
                  "time",
                  clock.instant().toString(),
                  "act",
                  act,
                  "what",
                  shelf.id(),
                  "subject",
                  subject(id).hex()));
      long _ = notary.submit(List.of(new Tagged(entry, List.of()))).durable();
    } catch (MalformedLedgerException e) {
      throw new IllegalStateException("every member is bounded", e);
    }
  }

  /// What the ledger calls an id.
  static Bytes subject(String id) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      SUBJECT.updateTo(sha256);
      Bytes.utf8(id).updateTo(sha256);
      return Bytes.copyOf(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
