// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.handover;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.endorsements.EndorsementFile;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.Stored;
import java.io.IOException;
import java.util.Optional;

/// What makers vouch for, where a sibling's evidence doesn't bring it along: a bundle that the host
/// keeps in the store, read anew each time.
///
/// Everything in it is signed by makers, and dated. The host can leave something out, which
/// refuses, or show old ones: they have to hold by the clock, and that is the host's too
/// (`docs/root-secret.md`).
public final class HostEndorsements {
  /// Where the store has it: the text of a bundle, `docs/endorsements.md`.
  public static final Bytes KEY = Bytes.utf8("strongroom/root-secret/hand-over/endorsements");

  private final Storage storage;

  /// @param storage the host's
  public HostEndorsements(Storage storage) {
    this.storage = storage;
  }

  /// What there is now; nothing, if the host keeps none.
  ///
  /// @throws IOException if the store can't be read, or it isn't a bundle
  public Endorsements read() throws IOException {
    Optional<Stored> stored;
    try {
      stored = storage.get(KEY);
    } catch (StorageException e) {
      throw new IOException("the host's store of endorsements: " + e.failure().code(), e);
    }
    if (stored.isEmpty()) {
      return Endorsements.NONE;
    }
    String text = stored.get().value().asUtf8();
    try {
      return EndorsementFile.bundle(text == null ? "" : text);
    } catch (MalformedJsonException e) {
      throw new IOException("the host's endorsements aren't a bundle", e);
    }
  }
}
