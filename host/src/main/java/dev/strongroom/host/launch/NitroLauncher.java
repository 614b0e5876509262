// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import dev.strongroom.host.command.CommandRunner;
import dev.strongroom.host.forward.TcpForwarder;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/// Runs enclave images on EC2, through AWS's `nitro-cli`, which also answers their heartbeat.
///
/// **Prepared only**: tested with a stand-in for `nitro-cli`; it has never run on an instance.
public final class NitroLauncher implements Launcher {
  private static final Logger LOG = System.getLogger(NitroLauncher.class.getName());

  private final NitroSettings settings;
  private final NitroCli cli;
  private final TcpForwarder.StreamSource wire;
  private final Optional<Consumer<String>> console;
  private final Duration pollEvery;

  /// A launcher.
  ///
  /// @param commands runs `nitro-cli`
  /// @param wire the way to the service port of the enclave with the CID of the settings, such as
  ///   `VsockWire.open`
  /// @param console gets the lines of the enclave's console, printable ASCII of at most 4096
  ///   characters; only in debug mode is there one
  public NitroLauncher(
      NitroSettings settings,
      CommandRunner commands,
      TcpForwarder.StreamSource wire,
      Optional<Consumer<String>> console) {
    this(settings, commands, wire, console, Duration.ofSeconds(2));
  }

  NitroLauncher(
      NitroSettings settings,
      CommandRunner commands,
      TcpForwarder.StreamSource wire,
      Optional<Consumer<String>> console,
      Duration pollEvery) {
    this.settings = settings;
    this.cli = new NitroCli(settings.nitroCli().toString(), commands);
    this.wire = wire;
    this.console = settings.debug() ? console : Optional.empty();
    this.pollEvery = pollEvery;
  }

  @Override
  public String name() {
    return "Nitro";
  }

  @Override
  public LaunchedEnclave launch() throws IOException, InterruptedException {
    endOthersOfThisName();
    boolean running = false;
    try {
      NitroEnclaves.Running started = cli.run(settings);
      running = true;
      LOG.log(Level.INFO, "{0} runs, cid {1}", started.id(), started.cid());
      LaunchedEnclave enclave = NitroEnclave.watch(cli, started.id(), wire, pollEvery);
      if (console.isPresent()) {
        show(console.get(), started.id(), enclave);
      }
      return enclave;
    } finally {
      if (!running) {
        // A start that was given up may yet have made an enclave.
        clearAway();
      }
    }
  }

  /// An aid: an enclave whose console can't be shown runs all the same.
  private void show(Consumer<String> lines, String id, LaunchedEnclave enclave)
      throws InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(settings.nitroCli().toString(), "console", "--enclave-id", id);
    builder.redirectErrorStream(true);
    try {
      Process shown = DependentProcess.start(builder);
      var _ = OutputLines.read(shown.getInputStream(), lines);
      var _ = enclave.ended().thenRun(shown::destroyForcibly);
    } catch (LaunchException e) {
      LOG.log(Level.WARNING, "can''t show the console: {0}", e.getMessage());
    }
  }

  /// What a host that was killed has left would keep the memory that the next one needs.
  private void endOthersOfThisName() throws IOException, InterruptedException {
    for (NitroEnclaves.Running enclave : cli.list()) {
      if (enclave.name().equals(settings.name())) {
        LOG.log(Level.WARNING, "ending {0}, which still runs", enclave.id());
        cli.terminate(enclave.id());
      }
    }
  }

  private void clearAway() {
    Uninterrupted.run(() -> {
      try {
        endOthersOfThisName();
      } catch (IOException e) {
        LOG.log(Level.WARNING, "can''t clear away: {0}", e.getMessage());
      }
    });
  }
}
