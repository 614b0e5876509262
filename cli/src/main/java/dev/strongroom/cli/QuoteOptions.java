// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.host.quotes.QuoteRelay;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a TDX guest's quotes come from.
final class QuoteOptions {
  private static final String VSOCK = "vsock";

  @Option(
      names = "--quotes",
      paramLabel = "SOCKET",
      description = {
        "With --tdx: where the host's quote generation service listens; vsock if that is port 4050",
        "of the vsock itself. Default: /var/run/tdx-qgs/qgs.socket."
      })
  private @Nullable String quotes;

  /// Made by the command-line library, which sets the fields.
  QuoteOptions() {}

  boolean asked() {
    return quotes != null;
  }

  /// Its socket, absent if it listens on the vsock.
  ///
  /// @throws UsageException if that can't be a socket's path
  Optional<Path> socket() throws UsageException {
    if (quotes == null) {
      return Optional.of(QuoteRelay.SERVICE);
    }
    if (quotes.equals(VSOCK)) {
      return Optional.empty();
    }
    Path socket = Path.of(quotes);
    if (!socket.isAbsolute()) {
      throw new UsageException("--quotes is the path of a socket, from / on, or vsock");
    }
    return Optional.of(socket);
  }
}
