// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.host.launch.DependentProcess;
import dev.strongroom.host.launch.LaunchException;
import dev.strongroom.ledger.note.VerifierKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A witness of one's own on the same machine, in a process of its own: it shows how rollback is
/// noticed, and protects only against whoever doesn't hold the machine.
final class LocalWitness implements AutoCloseable {
  private static final String NAME = "localhost/witness";
  private static final long AGAIN_MILLIS = 500;
  private static final String READY = "witness ";
  private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

  private final Path folder;
  private final int port;
  private final VerifierKey key;
  private volatile boolean closed;
  private volatile Process process;

  private LocalWitness(Path folder, int port, VerifierKey key, Process process) {
    this.folder = folder;
    this.port = port;
    this.key = key;
    this.process = process;
  }

  /// Starts it, and returns once it serves.
  ///
  /// @param folder where its key and what it saw are kept; made if missing
  /// @param wanted the port on the loopback; 0 for any free one, which is kept for the next time
  /// @param origins of the logs that it is for: the key that signs first is pinned for each
  /// @throws IOException if it can't start
  static LocalWitness start(Path folder, int wanted, List<String> origins)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    int port = wanted == 0 ? keptPort(folder.resolve("port")) : wanted;
    VerifierKey key = key(folder);
    LocalWitness witness = new LocalWitness(folder, port, key, launched(folder, port, origins));
    Thread.ofVirtual().start(() -> witness.watch(origins));
    return witness;
  }

  private static VerifierKey key(Path folder) throws IOException {
    try (WitnessState state = WitnessState.open(folder, NAME, false)) {
      return state.keys().verifierKeys().getFirst();
    } catch (UsageException e) {
      throw new IOException("the witness's key: " + e.getMessage(), e);
    }
  }

  /// The enclave's measured configuration has the port in it, so it should stay the same.
  private static int keptPort(Path file) throws IOException {
    if (Files.exists(file)) {
      String text = Files.readString(file).strip();
      if (PORT.matcher(text).matches()) {
        return Integer.parseInt(text);
      }
    }
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Files.writeString(file, free.getLocalPort() + "\n");
      return free.getLocalPort();
    }
  }

  private static Process launched(Path folder, int port, List<String> origins)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    command.add("--enable-native-access=ALL-UNNAMED");
    String modules = System.getProperty("jdk.module.path", "");
    if (modules.isEmpty()) {
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
      command.add(Main.class.getName());
    } else {
      command.addAll(List.of("--enable-native-access=org.xerial.sqlitejdbc", "-p", modules));
      command.addAll(List.of("-m", "dev.strongroom.cli/" + Main.class.getName()));
    }
    command.addAll(List.of("witness", "--state", folder.toString(), "--name", NAME));
    command.addAll(List.of("--listen", "127.0.0.1:" + port));
    origins.forEach(origin -> command.addAll(List.of("--first-use", origin)));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = DependentProcess.start(builder);
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    for (String line; (line = out.readLine()) != null; ) {
      if (line.startsWith(READY)) {
        Thread.ofVirtual().start(() -> skip(out));
        return process;
      }
    }
    throw new LaunchException("the witness on port " + port + " didn't start");
  }

  private static void skip(BufferedReader out) {
    try {
      while (out.readLine() != null) {
        // A full pipe would stop it.
      }
    } catch (IOException e) {
      // It ended.
    }
  }

  /// One that ends is started again: nothing is acknowledged without it.
  private void watch(List<String> origins) {
    try {
      while (!closed) {
        process.waitFor();
        Thread.sleep(AGAIN_MILLIS);
        relaunch(origins);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void relaunch(List<String> origins) throws InterruptedException {
    if (closed) {
      return;
    }
    try {
      process = launched(folder, port, origins);
    } catch (IOException e) {
      // The one that ended is waited for once more, so it is tried again. Meanwhile the enclave
      // says
      // that its witness is gone.
    }
    if (closed) {
      process.destroy();
    }
  }

  /// Its key.
  VerifierKey key() {
    return key;
  }

  /// Where it listens.
  int port() {
    return port;
  }

  /// Where it is asked.
  String url() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    closed = true;
    process.destroy();
  }
}
