// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.client.vault.VaultReceipts;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What commands take that ask a vault for something, and get a receipt of it.
final class VaultOptions {
  @Mixin private VaultAccess access = new VaultAccess();

  @Option(
      names = "--receipt",
      paramLabel = "FILE",
      description = "Where to write the receipt of what was done; never over another file.")
  private @Nullable Path receipt;

  /// Made by the command-line library, which sets the fields.
  VaultOptions() {}

  /// Which enclave.
  NotaryOptions enclave() {
    return access.enclave();
  }

  /// Whether JSON is asked for.
  boolean json() {
    return access.json();
  }

  /// Judges receipts by these options.
  VaultReceipts receipts(Console console, AppraisalPolicy accepted) throws UsageException {
    return access.receipts(console, accepted);
  }

  /// Does something with the vault.
  ///
  /// @return the exit status
  /// @throws UsageException if the vault can't be reached, or it can't be asked so
  int run(Console console, VaultAccess.Act act) throws UsageException {
    return access.run(console, Optional.ofNullable(receipt), act);
  }
}
