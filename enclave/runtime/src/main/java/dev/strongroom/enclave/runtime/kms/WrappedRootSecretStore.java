// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.util.Optional;

/// Where the wrapped root secret is kept: with the host, which is trusted neither to keep it secret
/// nor to give the right one back.
public interface WrappedRootSecretStore {
  /// What is kept, empty if nothing ever was.
  ///
  /// @throws IOException if nobody can tell
  Optional<Bytes> load() throws IOException;

  /// Keeps `wrapped`, unless something is kept already: two enclaves may start at once.
  ///
  /// @return what is kept now: `wrapped`, or what was there before
  /// @throws IOException if nobody can tell whether it is kept
  Bytes saveIfAbsent(Bytes wrapped) throws IOException;
}
