// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.history;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.volume.HistoryRefusedException;
import dev.strongroom.enclave.notary.NotaryException;
import java.util.Optional;

/// A request for a response, with what it goes on from, until its answer is kept. Used by one
/// thread at a time.
public interface Turn extends AutoCloseable {
  /// What the back end gets.
  Bytes body();

  /// Whether the answer is to be kept.
  boolean keeps();

  /// Keeps it; what was said before doesn't count after the first time.
  ///
  /// @param response the response object, as the back end wrote it
  /// @return what the user's side is to remember; empty if there was nothing to keep
  /// @throws HistoryRefusedException if it can't be kept
  /// @throws NotaryException if it was kept, and can't be entered in the ledger
  Optional<String> keep(Bytes response)
      throws HistoryRefusedException, NotaryException, InterruptedException;

  /// Wipes what derives from the user's key.
  @Override
  void close();

  /// A request that goes through as it came.
  record Untouched(Bytes body) implements Turn {
    @Override
    public boolean keeps() {
      return false;
    }

    @Override
    public Optional<String> keep(Bytes response) {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }
}
