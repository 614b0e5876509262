// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import dev.strongroom.integration.up.Member;
import dev.strongroom.integration.up.MembersUp;
import dev.strongroom.ledger.note.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Several enclaves on one log under load, with one of them, mostly the writer, killed, stopped,
/// paused or cut off from its store again and again; then everything that was acknowledged is
/// looked for in a copy of the log, and every checkpoint has to be one of its past.
final class MembersFaultRun {
  private static final int MEMBERS = 3;
  private static final int CLIENTS = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final List<String> NEVER =
      List.of("rolled-back", "store-corrupt", "not-authentic", "forked", "internal-error");

  /// What happens to a member.
  private enum Fault {
    /// Its enclave is killed; the host starts another.
    KILLED,
    /// Host and enclave are killed at one moment.
    HOST_KILLED,
    /// The host is asked to end, and is started again.
    STOPPED,
    /// Its enclave stands still, and goes on when another has taken over, or just before.
    PAUSED,
    /// Its way to the store is silent for as long.
    CUT_OFF
  }

  private final Path folder;
  private final Path said;
  private final int faults;
  private final Random random;
  private final Consumer<String> told;
  private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);
  private int writers;

  /// @param folder empty, for all that is kept
  /// @param faults how many
  /// @param told how far it got, in lines
  MembersFaultRun(Path folder, int faults, long seed, Consumer<String> told) {
    this.folder = folder;
    this.said = folder.resolve("up.log");
    this.faults = faults;
    this.random = new Random(seed);
    this.told = told;
  }

  /// Runs.
  ///
  /// @return figures, one line
  /// @throws Exception that says what doesn't hold
  String run() throws Exception {
    String load;
    try (MembersUp members =
            MembersUp.start(folder, MEMBERS, ProcessBuilder.Redirect.appendTo(said.toFile()));
        LoadRecord record = new LoadRecord(folder.resolve("receipts"))) {
      load = under(members, record);
      Member any = members.member(random.nextInt(MEMBERS));
      new LogCopy(any.client(), any.up().address().resolve("/v1/log/"), folder.resolve("log"))
          .fetch();
      Files.writeString(
          folder.resolve("receipt-policy.json"),
          policy(Files.readString(any.up().policy()), members.witness().key()));
      for (String word : NEVER) {
        if (Files.readString(said).contains(word)) {
          throw new IOException("an enclave said " + word + ": see " + said);
        }
      }
    }
    return "%d faults %s, %d of them at the writer: %s. Afterwards %s"
        .formatted(faults, done, writers, load, FaultRun.offline(folder));
  }

  private String under(MembersUp members, LoadRecord record) throws Exception {
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < MEMBERS * CLIENTS; i++) {
      Member at = members.member(i % MEMBERS);
      clients.add(
          Thread.ofVirtual()
              .start(
                  new LoadClient(
                      at.client(), at.up().address(), record, "client-" + i, random.nextLong())));
    }
    try {
      for (int i = 1; i <= faults; i++) {
        Thread.sleep(random.nextInt(2000));
        strike(members, record);
        // Now and then the next one comes while members are still sorting themselves out.
        if (random.nextInt(6) != 0 && !record.awaitAnswer(PATIENCE)) {
          throw new IOException("no receipt for two minutes: see " + said);
        }
        if (i % 10 == 0) {
          told.accept(i + " faults " + done + ": " + record.words());
        }
      }
      if (!record.awaitAnswer(PATIENCE)) {
        throw new IOException("no receipt after the last fault: see " + said);
      }
    } finally {
      record.end();
    }
    for (Thread client : clients) {
      client.join();
    }
    return record.words();
  }

  private void strike(MembersUp members, LoadRecord record) throws Exception {
    int writer = writer(members);
    int which = writer >= 0 && random.nextInt(4) != 0 ? writer : random.nextInt(MEMBERS);
    writers += which == writer ? 1 : 0;
    Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
    done.merge(fault, 1, Integer::sum);
    Member victim = members.member(which);
    record.killed();
    switch (fault) {
      case KILLED -> victim.signal("KILL");
      case HOST_KILLED -> {
        List<ProcessHandle> all =
            Stream.concat(
                    Stream.of(victim.up().process().toHandle()),
                    victim.up().process().descendants())
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(one -> one.onExit().join());
        members.restart(which);
      }
      case STOPPED -> {
        victim.up().close();
        members.restart(which);
      }
      case PAUSED -> {
        victim.signal("STOP");
        Thread.sleep(500 + random.nextInt(6000));
        victim.signal("CONT");
      }
      case CUT_OFF -> {
        members.line(which).cut();
        Thread.sleep(500 + random.nextInt(9000));
        members.line(which).mend();
      }
    }
  }

  /// Who writes at the moment; -1 if nobody says so.
  private static int writer(MembersUp members) throws Exception {
    for (int i = 0; i < MEMBERS; i++) {
      if (members.member(i).roleOrNone().equals("writer")) {
        return i;
      }
    }
    return -1;
  }

  private static String policy(String enclave, VerifierKey witness) {
    return """
    {
      "version": 1,
      "kind": "receipt",
      "logs": { "ignore": "the enclave's evidence binds the log's key" },
      "enclave": { "require": %s },
      "earlierEpochs": { "allow": "the same image, under the same log's key" },
      "witnesses": { "require": { "quorum": 1, "of": [{ "name": "%s", "key": "%s" }] } },
      "timestamps": { "ignore": "none are asked for" },
      "time": { "ignore": "of any time" }
    }
    """
        .formatted(enclave, witness.name(), witness.text());
  }

  /// What `integration/faults N members` runs.
  ///
  /// @param arguments how many faults, and an empty folder
  public static void main(String[] arguments) throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    System.out.println(
        new MembersFaultRun(
                Path.of(arguments[1]), Integer.parseInt(arguments[0]), seed, System.out::println)
            .run());
    // The database's server ends with this process.
    System.exit(0);
  }
}
