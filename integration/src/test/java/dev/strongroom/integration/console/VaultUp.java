// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.console;

import dev.strongroom.integration.EnclaveJars;
import dev.strongroom.integration.ServiceJars;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// `strongroom up` as a newcomer starts it: a vault, its log, a witness, and the page.
record VaultUp(Process process, int port, Path state) implements AutoCloseable {
  /// Starts it, and returns once its screen is there.
  static VaultUp start(Path state) throws IOException {
    int port = free();
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "--enable-native-access=ALL-UNNAMED",
                    "-Dstrongroom.enclave=" + EnclaveJars.path(),
                    "-Dstrongroom.vault=" + ServiceJars.vault(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "dev.strongroom.cli.Main",
                    "up",
                    "--port",
                    String.valueOf(port),
                    "--witness-port",
                    "0",
                    "--state",
                    state.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    VaultUp up = new VaultUp(process, port, state);
    BufferedReader screen = process.inputReader(StandardCharsets.UTF_8);
    for (String line; (line = screen.readLine()) != null; ) {
      if (line.startsWith("Ctrl-C")) {
        return up;
      }
    }
    up.close();
    throw new IOException("strongroom up didn't get that far");
  }

  /// The settings name the page's port, so it has to be known before.
  private static int free() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  /// Where browsers find the page.
  String url() {
    return "https://localhost:" + port + "/";
  }

  /// What the page is given to expect.
  String policy() throws IOException {
    return Files.readString(state.resolve("policy.json"));
  }

  /// The policy for receipts that it wrote: its witness's key is in it.
  Path receiptPolicy() {
    return state.resolve("receipt-policy.json");
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
