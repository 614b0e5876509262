// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import dev.strongroom.attestation.Bytes;

/// A way to have the machine's reports made.
interface Reports {
  /// Whose reports these are.
  TsmProvider provider() throws TsmException;

  /// Has a report made that binds `reportData`, 64 bytes. It may take half a minute.
  TsmReport report(Bytes reportData) throws TsmException;

  /// How many of the kernel's entries couldn't be removed.
  int leftovers();
}
