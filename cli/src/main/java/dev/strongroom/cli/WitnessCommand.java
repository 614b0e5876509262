// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.witness.AllowedLogs;
import dev.strongroom.witness.Incident;
import dev.strongroom.witness.UnreadableLogsException;
import dev.strongroom.witness.Witness;
import dev.strongroom.witness.http.WitnessServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom witness`: cosigns checkpoints of logs that only ever grow.
@Command(
    name = "witness",
    description = {
      "Witnesses logs (https://c2sp.org/tlog-witness), until Ctrl-C: remembers the last checkpoint of"
          + " each, and cosigns the next one only if nothing was taken back.",
      "",
      "Prints a line `witness NAME KEY URL` when it is ready, as policies have it"
          + " (https://c2sp.org/tlog-policy). docs/witness.md says what a cosignature is worth."
    },
    subcommands = WitnessKeyCommand.class,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom witness --name witness.example/w1 --log log.example+1a2b3c4d+ATk...",
      "  strongroom witness --logs logs.txt --listen 127.0.0.1:7380",
      "  strongroom witness key --name witness.example/w1",
      "",
      "Exit status: 2 it can't be started or wrong usage; 130 or 143 a signal ended it."
    })
final class WitnessCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private WitnessOptions options = new WitnessOptions();

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS:PORT",
      defaultValue = "127.0.0.1:7380",
      description = "Where to listen; port 0 for any free one. Default: 127.0.0.1:7380.")
  private String listen = "";

  @Option(
      names = "--log",
      paramLabel = "KEY",
      description = "A log to witness, by its key (NAME+ID+KEY); may be repeated.")
  private List<String> logs = new ArrayList<>();

  @Option(
      names = "--logs",
      paramLabel = "FILE",
      description = {
        "More of them: a key in each line, or the lines `log KEY` of a policy. Read",
        "again when it has changed; while it can't be read, nothing is cosigned."
      })
  private @Nullable Path file;

  @Option(
      names = "--first-use",
      paramLabel = "ORIGIN",
      description = {
        "DANGEROUS where others can connect: trust whichever key is the first to sign",
        "for this origin, and only that one from then on; may be repeated."
      })
  private Set<String> first = new HashSet<>();

  WitnessCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    InetSocketAddress address = address();
    AllowedLogs allowed = allowed();
    try (InterruptedBySignal _ = InterruptedBySignal.current();
        WitnessState state = options.open()) {
      Witness witness =
          new Witness(state.store(), allowed, state.keys(), console.clock(), this::tell);
      try (WitnessServer server = WitnessServer.start(address, witness)) {
        screen(server, witness);
        new CountDownLatch(1).await();
      }
    } catch (IOException e) {
      throw new UsageException("can't listen at " + listen + " (" + e.getMessage() + ")");
    } catch (InterruptedException e) {
      // A signal, whose number becomes the status; everything was closed.
      return ExitStatus.ACCEPTED;
    }
    return ExitStatus.ACCEPTED;
  }

  private InetSocketAddress address() throws UsageException {
    HostAndPort at = HostAndPort.parse(listen);
    InetSocketAddress address = new InetSocketAddress(at.host(), at.port());
    if (address.isUnresolved()) {
      throw new UsageException("--listen " + listen + ": no such address");
    }
    return address;
  }

  private AllowedLogs allowed() throws UsageException {
    if (logs.isEmpty() && file == null && first.isEmpty()) {
      throw new UsageException("which logs? Name them by --log, --logs or --first-use");
    }
    try {
      return AllowedLogs.of(logs, Optional.ofNullable(file), first);
    } catch (MalformedLedgerException e) {
      throw new UsageException("--log: " + e.getMessage());
    } catch (UnreadableLogsException e) {
      throw new UsageException("--logs: " + e.getMessage());
    }
  }

  /// All but the line for programs is a comment, so that the whole is part of a policy.
  private void screen(WitnessServer server, Witness witness) {
    PrintWriter out = console.out();
    out.println("# A witness is up. Ctrl-C stops it.");
    for (String origin : first) {
      out.println("# WHOEVER SIGNS FIRST for " + Printable.of(origin) + " will be trusted.");
    }
    if (!server.address().getAddress().isLoopbackAddress()) {
      out.println("# Other machines can connect.");
    }
    List<VerifierKey> keys = witness.keys();
    for (VerifierKey key : keys.subList(1, keys.size())) {
      out.println("# Also cosigns by ML-DSA-44; use one key or the other in a policy, not both:");
      out.println("# witness " + witness.name() + " " + key.text() + " " + server.url());
    }
    out.println("witness " + witness.name() + " " + keys.getFirst().text() + " " + server.url());
    out.flush();
  }

  private void tell(Incident incident) {
    String kind =
        switch (incident.kind()) {
          case FORK -> "TWO HISTORIES";
          case PINNED -> "first use";
          case CLOCK -> "NOT COSIGNING, the clock was set back";
          case LOGS -> "NOT COSIGNING, the list of logs is unreadable";
          case STORE -> "NOT COSIGNING, the state can't be written";
        };
    console.err().println("witness: " + kind + ": " + Printable.of(incident.detail()));
    console.err().flush();
  }
}
