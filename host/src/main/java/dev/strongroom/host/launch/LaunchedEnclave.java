// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import dev.strongroom.host.forward.TcpForwarder;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// An enclave that was started.
public interface LaunchedEnclave {
  /// What logs call it, such as "simulated enclave, process 4711".
  String name();

  /// The way to the port where it serves clients.
  TcpForwarder.StreamSource wire();

  /// Completed once it has ended, with how, in a few words: "status 1".
  CompletableFuture<String> ended();

  /// Ends it at once, as a crash would.
  void kill();

  /// Asks it to end in the launcher's own way, kills it if it doesn't within `grace`, and clears
  /// away what it left. An enclave that has ended is only cleared away.
  void stop(Duration grace);
}
