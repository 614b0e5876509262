// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.canary;

import dev.strongroom.integration.ai.AiProcess;
import dev.strongroom.integration.canary.Outcomes.End;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;

/// A gateway in an enclave, a second one behind it, a server of models behind both, and clients at
/// `strongroom ai`, each a process: thousands of requests with canaries, and crashes. Then a look
/// at all that the two hosts could see.
final class CanaryRun {
  private static final int CLIENTS = 4;
  private static final long PATIENCE_MILLIS = 120_000;
  private static final long PAUSE_MILLIS = 500;

  private final Path folder;
  private final int requests;
  private final int crashes;
  private final Canaries canaries;
  private final HostView view;
  private final Outcomes outcomes = new Outcomes();
  private final Map<String, Integer> crashed = new TreeMap<>();

  /// What a run came to.
  ///
  /// @param leaks what was found where it must not be
  /// @param planted what was found in a file that has everything
  /// @param missing what searched files have to have in them, and haven't
  /// @param needles how many there are to be found
  /// @param inside what was found in the memory of those who have to have it, by their names
  /// @param wrong answers to something else than was asked
  /// @param figures a line
  record Report(
      Set<String> leaks,
      Set<String> planted,
      Set<String> missing,
      int needles,
      Map<String, Set<String>> inside,
      List<String> wrong,
      Outcomes outcomes,
      int dumps,
      String figures) {}

  /// @param folder empty, for all that is kept
  CanaryRun(Path folder, int requests, int crashes, long seed) {
    this.folder = folder;
    this.requests = requests;
    this.crashes = crashes;
    this.canaries = Canaries.random(new Random(seed));
    this.view = new HostView(canaries, folder);
  }

  /// Runs.
  Report run() throws Exception {
    Set<String> planted = planted();
    Map<String, Set<String>> inside;
    Path own = Files.createDirectory(folder.resolve("client"));
    Path beside = Files.createDirectory(folder.resolve("model"));
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        ModelProcess model = new ModelProcess(canaries, beside);
        GatewayUp far = GatewayUp.start(folder.resolve("far"), Configurations.far(model.port()));
        GatewayUp near =
            GatewayUp.start(folder.resolve("near"), Configurations.near(model.port(), far));
        AiProcess ai =
            AiProcess.start(
                own,
                near.address(),
                "--policy",
                near.state().resolve("policy.json").toString(),
                "--history-key",
                "history.key")) {
      if (ai.uri().toString().isEmpty()) {
        throw new IOException(ai.screen() + ai.command().complaints());
      }
      load(ai, http, near, far, model);
      inside = new HeldStream(ai, http, canaries, requests).look(view, near, far, model);
      near.keepFigures(http, "figures.txt");
      far.keepFigures(http, "figures.txt");
    }
    view.folder(folder);
    view.temporaryFiles();
    return new Report(
        view.leaks(),
        planted,
        missing(),
        HostView.needlesOf(canaries),
        inside,
        outcomes.wrong(),
        outcomes,
        view.dumps(),
        outcomes.words() + ", " + crashed + ", searched " + view.words());
  }

  /// A file with everything that is looked for, which is found and taken away again.
  private Set<String> planted() throws IOException {
    Path file = folder.resolve("planted");
    try (var out = Files.newOutputStream(file)) {
      for (Said said : Said.values()) {
        for (Needle needle : Needle.of(said.name(), canaries.word(said))) {
          out.write(new byte[70_000]);
          out.write(needle.bytes().toByteArray());
        }
      }
    }
    try {
      return view.inside(file);
    } finally {
      Files.delete(file);
    }
  }

  /// What every host has and may have, so that it's known to be searched.
  private Set<String> missing() throws IOException {
    Set<String> missing = new TreeSet<>();
    for (String host : List.of("near", "far")) {
      Path at = folder.resolve(host);
      if (!HostView.has(at.resolve("state/store.sqlite"), "ledger/0/head")) {
        missing.add("the log in the store of " + host);
      }
      if (!HostView.has(at.resolve("figures.txt"), "strongroom_")) {
        missing.add("figures of " + host);
      }
      if (!HostView.has(at.resolve("host.err"), "\"event\"")) {
        missing.add("events of " + host);
      }
      if (!HostView.has(at.resolve("host-1.out"), "SIMULATED")) {
        missing.add("the screen of " + host);
      }
    }
    return missing;
  }

  private void load(
      AiProcess ai, HttpClient http, GatewayUp near, GatewayUp far, ModelProcess model)
      throws Exception {
    AtomicInteger numbers = new AtomicInteger();
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(
          Thread.ofVirtual().start(new Asking(ai.uri(), http, canaries, numbers, outcomes)));
    }
    int pause = requests / (crashes + 1);
    for (int done = 0; done < crashes; done++) {
      // Clients go on while it crashes.
      outcomes.allow(pause * (done + 1) + 2 * CLIENTS);
      awaitAnswers(pause * (done + 1), near);
      Crash crash = Crash.ALL.get(done % Crash.ALL.size());
      switch (crash.victim()) {
        case ENCLAVE -> enclave(near, crash);
        case FAR_ENCLAVE -> enclave(far, crash);
        case HOST -> host(near, crash);
        case FAR_HOST -> host(far, crash);
        case MODEL -> model.killAndRestart();
      }
      crashed.merge(crash.victim() + " " + crash.signal(), 1, Integer::sum);
    }
    outcomes.allow(requests);
    outcomes.end();
    for (Thread client : clients) {
      client.join();
    }
  }

  /// Waits until so many requests have ended, and some are answered: the last crash is over.
  private void awaitAnswers(int count, GatewayUp near) throws IOException, InterruptedException {
    boolean on = outcomes.awaitAll(count, PATIENCE_MILLIS);
    int answered = outcomes.of(End.ANSWERED) + CLIENTS + 1;
    for (int i = 0; on && !outcomes.await(End.ANSWERED, answered, PAUSE_MILLIS); i++) {
      // Those that were allowed may have found nobody.
      outcomes.allowMore(CLIENTS);
      on = i * PAUSE_MILLIS < PATIENCE_MILLIS;
    }
    if (!on) {
      throw new IOException("it stands still: " + outcomes.words() + "\n" + near.said());
    }
  }

  private void enclave(GatewayUp up, Crash crash) throws IOException, InterruptedException {
    OptionalLong enclave = up.awaitEnclave();
    long pid = enclave.orElseThrow();
    List<Path> before = HostView.dumps(up.folder());
    Confinement.check(pid, up.errors()).forEach(view::leak);
    Signals.send(crash.signal(), pid);
    if (crash.survived()) {
      Thread.sleep(500);
      if (up.enclave().orElse(-1) != pid) {
        throw new IOException("it didn't survive " + crash);
      }
    } else {
      ProcessHandle.of(pid).ifPresent(process -> process.onExit().join());
    }
    List<Path> after = new ArrayList<>(HostView.dumps(up.folder()));
    after.removeAll(before);
    if (!after.isEmpty()) {
      view.leak("an enclave left something of itself after " + crash.signal() + ": " + after);
    }
  }

  private void host(GatewayUp up, Crash crash) throws IOException, InterruptedException {
    view.look(up);
    OptionalLong enclave = up.enclave();
    long pid = up.host();
    Signals.send(crash.signal(), pid);
    if (crash.survived()) {
      return;
    }
    up.awaitEnd(enclave);
    Path report = up.folder().resolve("hs_err_pid" + pid + ".log");
    if (crash.signal().equals("SEGV") && !Files.exists(report)) {
      throw new IOException("a JVM that crashed left no report, so none was searched");
    }
    // The store as it is without anybody who tidies it up.
    view.folder(up.folder());
    up.restart();
  }
}
