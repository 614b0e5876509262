// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.root;

import dev.strongroom.enclave.runtime.keys.RootSecret;

/// A way to the root secret.
@FunctionalInterface
public interface RootSecretSource {

  /// Gets the root secret, and waits for it as long as it takes; a first start makes it.
  ///
  /// @return the caller's to close
  /// @throws RootSecretException if this source won't give it, however long one waits
  RootSecret obtain(Provisioning provisioning) throws RootSecretException, InterruptedException;
}
