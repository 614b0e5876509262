// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.jca;

import dev.strongroom.client.vault.VaultException;
import java.io.IOException;
import java.util.List;

/// Which keys a key store has.
@FunctionalInterface
public interface VaultKeys {
  /// The keys, as they are now.
  List<NamedSigner> all() throws IOException, InterruptedException, VaultException;
}
