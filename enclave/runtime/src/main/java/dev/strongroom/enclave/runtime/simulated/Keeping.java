// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.simulated;

import java.io.IOException;
import java.util.function.Supplier;

/// Where a simulation keeps what hardware would: in the open.
interface Keeping {
  /// What is kept under `name`; what `fresh` makes, if nothing was kept yet.
  ///
  /// @throws IOException if it can't be read or made
  byte[] kept(String name, Supplier<byte[]> fresh) throws IOException;
}
