// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import dev.strongroom.enclave.runtime.keys.Secret;

/// A value that this deployment sealed under this name, at some time: the host may show an old one.
///
/// @param name what it was sealed under
/// @param version what the host says its version is; what to name when replacing it
/// @param value what was sealed, the reader's to wipe
public record Unsealed(Name name, long version, Secret value) implements AutoCloseable {
  /// Wipes the value.
  @Override
  public void close() {
    value.close();
  }
}
