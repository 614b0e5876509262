// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.anchor;

import dev.strongroom.enclave.notary.cosign.Cosigned;
import dev.strongroom.ledger.receipt.Anchor;

/// Something outside that a cosigned checkpoint can be shown to. Used by one thread at a time.
interface CheckpointAnchor {
  /// What the log calls it.
  String name();

  /// Shows a checkpoint, whose size is at least that of the one before.
  ///
  /// @return what its receipts carry
  /// @throws AnchorException if that can't be known to have worked
  Anchor anchor(Cosigned cosigned) throws AnchorException, InterruptedException;
}
