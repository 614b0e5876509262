// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.io.IOException;

/// A way to start an enclave. The host's ports have to be open before.
public interface Launcher {
  /// What people call it, such as "simulated".
  String name();

  /// Starts an enclave. Whether it gets ready, its control connection tells. For one thread.
  ///
  /// @throws LaunchException if it can't be started
  /// @throws IOException for other reasons; then nothing was left behind
  /// @throws InterruptedException if interrupted; then nothing was left behind
  LaunchedEnclave launch() throws IOException, InterruptedException;
}
