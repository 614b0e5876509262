// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.host.Host;
import dev.strongroom.host.HostSettings;
import dev.strongroom.host.Ports;
import dev.strongroom.host.control.ControlLine;
import dev.strongroom.host.control.FiguresLine;
import dev.strongroom.host.control.LogLine;
import dev.strongroom.host.control.StateLine;
import dev.strongroom.host.launch.Launcher;
import dev.strongroom.host.launch.Patience;
import dev.strongroom.ledger.note.VerifierKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A host and its enclave, until Ctrl-C.
///
/// @param options what the user wants of the host
/// @param state folder for what is kept, which exists
/// @param headline what is up, in a sentence
/// @param witness the key of its log's witness on this machine, if there is one
/// @param models that it serves, if it is a gateway with models inside
/// @param hint appended to what went wrong if it doesn't start
record HostSession(
    Console console,
    HostOptions options,
    Path state,
    String headline,
    Optional<VerifierKey> witness,
    List<ServedModel> models,
    String hint) {

  private static final int DEFAULT_PORT = 8443;

  /// How long a signal leaves for stopping: the enclave's own time twice, and some for the rest.
  private static final Duration STOPPING = Duration.ofSeconds(20);

  /// Starts everything, says where, and waits for the end of this process, also while it starts.
  ///
  /// @param clearing run once, at the end
  /// @throws UsageException if it can't be started
  int run(Ports ports, Launcher launcher, Patience patience, Runnable clearing)
      throws UsageException {
    CountDownLatch over = new CountDownLatch(1);
    endBySignal(Thread.currentThread(), over);
    try (Host host = Host.start(settings(ports, launcher, patience))) {
      screen(host);
      new CountDownLatch(1).await();
      return ExitStatus.ACCEPTED;
    } catch (IOException e) {
      throw new UsageException("can't start: " + e.getMessage() + hint);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitStatus.ACCEPTED;
    } finally {
      clearing.run();
      over.countDown();
    }
  }

  /// On a signal the process would end without closing anything.
  private static void endBySignal(Thread running, CountDownLatch over) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              if (over.getCount() > 0) {
                running.interrupt();
              }
              try {
                boolean _ = over.await(STOPPING.toMillis(), TimeUnit.MILLISECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            }));
  }

  private HostSettings settings(Ports ports, Launcher launcher, Patience patience)
      throws UsageException {
    return new HostSettings(
        ports,
        launcher,
        patience.starting(patience.start().plus(options.bringing())),
        options.services(state),
        options.address(),
        options.metrics(),
        this::heard);
  }

  private Path receiptPolicy() {
    return state.resolve("receipt-policy.json");
  }

  private Path policy() {
    return state.resolve("policy.json");
  }

  private void heard(ControlLine line) {
    switch (line) {
      case StateLine said -> SimulatedPolicy.json(said).ifPresent(this::write);
      case LogLine log -> {
        console.err().println(log.json());
        console.err().flush();
      }
      case FiguresLine _ -> {}
    }
  }

  /// What runs may differ from the last time, and so may the policy.
  private void write(String text) {
    try {
      Files.writeString(policy(), text);
      if (witness.isPresent()) {
        Files.writeString(receiptPolicy(), ReceiptPolicyText.json(text, witness.get()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void screen(Host host) throws IOException {
    PrintWriter out = console.out();
    int open = host.address().getPort();
    Optional<StateLine> said = host.status().state();
    out.println(headline);
    out.println();
    out.println("  listens at   localhost:" + open);
    said.ifPresent(state -> screen(out, state));
    host.metricsAddress()
        .ifPresent(
            at -> out.println("  metrics      http://localhost:" + at.getPort() + "/metrics"));
    for (ServedModel model : models) {
      out.println("  model        " + model.words());
      out.println("  weights      " + model.weights().sha256().hex());
    }
    // Genuine evidence wants a policy from elsewhere than the host that it is to judge.
    boolean written = said.flatMap(SimulatedPolicy::json).isPresent();
    if (written) {
      out.println("  policy       " + policy());
      witness.ifPresent(key -> {
        out.println("  for receipts " + receiptPolicy());
        out.println("  witness      " + key.text());
      });
    }
    out.println();
    if (!models.isEmpty()) {
      out.println("Serve it to programs on this machine, from a second terminal:");
      out.println("  ./strongroom ai" + where(open));
      out.println();
    }
    out.println("Check it from a second terminal:");
    out.println(
        "  ./strongroom connect localhost:"
            + open
            + " --policy "
            + (written ? policy() : "<your policy>"));
    if (witness.isPresent()) {
      out.println(
          "  ./strongroom prove FILE" + (open == DEFAULT_PORT ? "" : " --at localhost:" + open));
    }
    out.println();
    out.println("Ctrl-C stops it.");
    out.flush();
  }

  /// What isn't where `ai` looks by itself.
  private String where(int open) {
    boolean ordinary = state.toAbsolutePath().equals(StateFolder.ordinary().toAbsolutePath());
    String policy = ordinary ? "" : " --policy " + policy();
    return open == DEFAULT_PORT && ordinary ? "" : " localhost:" + open + policy;
  }

  private static void screen(PrintWriter out, StateLine state) {
    out.println("  state        " + state.words());
    out.println("  root secret  " + state.rootSecret());
    state.pcrs().forEach((name, value) -> out.println("  " + name + "         " + value));
    state.identityKey().ifPresent(key -> out.println("  identity     " + key));
  }
}
