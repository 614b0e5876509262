// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import dev.strongroom.host.forward.TcpForwarder;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// An enclave on EC2. It has no process here: whether it still runs, `nitro-cli` is asked now and
/// then.
final class NitroEnclave implements LaunchedEnclave {
  private static final Logger LOG = System.getLogger(NitroEnclave.class.getName());

  private final NitroCli cli;
  private final String id;
  private final TcpForwarder.StreamSource wire;
  private final Duration pollEvery;
  private final CompletableFuture<String> ended = new CompletableFuture<>();

  private NitroEnclave(
      NitroCli cli, String id, TcpForwarder.StreamSource wire, Duration pollEvery) {
    this.cli = cli;
    this.id = id;
    this.wire = wire;
    this.pollEvery = pollEvery;
  }

  static NitroEnclave watch(
      NitroCli cli, String id, TcpForwarder.StreamSource wire, Duration pollEvery) {
    NitroEnclave enclave = new NitroEnclave(cli, id, wire, pollEvery);
    Thread.ofVirtual().name("enclave " + id).start(enclave::poll);
    return enclave;
  }

  private void poll() {
    try {
      while (!ended.isDone()) {
        Thread.sleep(pollEvery);
        look();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private void look() throws InterruptedException {
    try {
      Optional<NitroEnclaves.Running> found = cli.find(id);
      if (found.isEmpty()) {
        ended.complete("it is no longer there");
      } else if (!found.get().state().equals("RUNNING")) {
        ended.complete("it is no longer running");
      }
    } catch (IOException e) {
      // Not knowing isn't its end: its control connection tells more.
      LOG.log(Level.WARNING, "can''t look after {0}: {1}", id, e.getMessage());
    }
  }

  @Override
  public String name() {
    return "Nitro enclave " + id;
  }

  @Override
  public TcpForwarder.StreamSource wire() {
    return wire;
  }

  @Override
  public CompletableFuture<String> ended() {
    return ended.copy();
  }

  @Override
  public void kill() {
    Uninterrupted.run(() -> {
      try {
        if (!ended.isDone() && cli.find(id).isPresent()) {
          cli.terminate(id);
          ended.complete("it was ended");
        }
      } catch (IOException e) {
        LOG.log(Level.WARNING, "can''t end {0}: {1}", id, e.getMessage());
      }
    });
  }

  /// There is no politer way than by its control connection, which was tried before.
  @Override
  public void stop(Duration grace) {
    kill();
  }
}
