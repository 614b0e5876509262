// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.http;

import dev.strongroom.enclave.inference.backend.BackendException;
import java.io.IOException;

/// Makes connections to one back end.
@FunctionalInterface
public interface Dialler {
  /// Connects. When this returns, a request may be sent.
  ///
  /// @throws BackendException if the back end isn't what is accepted
  /// @throws IOException if it can't be reached
  Carrier dial() throws BackendException, IOException;
}
