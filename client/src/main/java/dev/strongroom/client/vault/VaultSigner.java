// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.chain.PublicKey;
import java.io.IOException;

/// A key that signs elsewhere: all that adapters to other libraries need to know of a vault.
public interface VaultSigner {
  /// The key that it signs by.
  PublicKey publicKey();

  /// Has a payload signed.
  ///
  /// @throws ApprovalNeededException if others have to approve first
  /// @throws VaultRefusedException if the policy says no, or anything else is in the way
  /// @throws IOException if the connection fails; the signature may have been made
  SignedPayload sign(Payload payload) throws IOException, InterruptedException, VaultException;
}
