// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.integration.faults.KillableDeployment.Victim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Kills processes under load, then checks that whatever was acknowledged is there and holds.
final class FaultRun {
  private static final int CLIENTS = 4;
  private static final List<Victim> VICTIMS = List.of(Victim.values());
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final List<String> NEVER =
      List.of("rolled-back", "store-corrupt", "not-authentic", "forked");

  private final Path folder;
  private final int kills;
  private final Random random;
  private final Consumer<String> told;
  private final Map<Victim, Integer> killed = new EnumMap<>(Victim.class);

  /// @param folder empty, for all that is kept
  /// @param kills how many
  /// @param told how far it got, in lines
  FaultRun(Path folder, int kills, long seed, Consumer<String> told) {
    this.folder = folder;
    this.kills = kills;
    this.random = new Random(seed);
    this.told = told;
  }

  /// Runs.
  ///
  /// @return figures, one line
  /// @throws Exception that says what doesn't hold
  String run() throws Exception {
    String load;
    try (KillableDeployment deployment = KillableDeployment.start(folder);
        LoadRecord record = new LoadRecord(folder.resolve("receipts"))) {
      if (!deployment.awaitUp(PATIENCE)) {
        throw new IOException("the first start failed: " + deployment.said());
      }
      try (AttestedHttpClient http = deployment.client()) {
        load = kill(deployment, record, http);
        new LogCopy(http, deployment.address().resolve("/v1/log/"), folder.resolve("log")).fetch();
      }
      Files.copy(
          deployment.state().resolve("receipt-policy.json"), folder.resolve("receipt-policy.json"));
      for (String word : NEVER) {
        if (deployment.said().contains(word)) {
          throw new IOException("an enclave said " + word + ": see " + folder.resolve("up.log"));
        }
      }
    }
    return kills + " kills " + killed + ": " + load + ". Afterwards " + offline(folder);
  }

  private String kill(KillableDeployment deployment, LoadRecord record, AttestedHttpClient http)
      throws Exception {
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(
          Thread.ofVirtual()
              .start(
                  new LoadClient(
                      http, deployment.address(), record, "client-" + i, random.nextLong())));
    }
    try {
      for (int done = 0; done < kills; ) {
        Thread.sleep(random.nextInt(1500));
        Victim victim = VICTIMS.get(random.nextInt(VICTIMS.size()));
        if (deployment.kill(victim)) {
          done++;
          killed.merge(victim, 1, Integer::sum);
          record.killed();
        }
        recover(deployment, record);
        if (done % 10 == 0) {
          told.accept(done + " kills " + killed + ": " + record.words());
        }
      }
      if (!record.awaitAnswer(PATIENCE)) {
        throw new IOException("no receipt after the last kill: " + deployment.said());
      }
    } finally {
      record.end();
    }
    for (Thread client : clients) {
      client.join();
    }
    return record.words();
  }

  /// Mostly waits for the next receipt; now and then doesn't, so that the next kill meets a start.
  private void recover(KillableDeployment deployment, LoadRecord record) throws Exception {
    boolean patient = random.nextInt(6) != 0;
    if (!deployment.running()) {
      deployment.restart();
      if (patient && !deployment.awaitUp(PATIENCE)) {
        throw new IOException("it doesn't start again: " + deployment.said());
      }
    }
    if (patient && !record.awaitAnswer(PATIENCE)) {
      throw new IOException("no receipt for two minutes: " + deployment.said());
    }
  }

  /// In a process of its own, without a network where the kernel lets us take it away.
  ///
  /// @param folder of the run
  static String offline(Path folder) throws Exception {
    List<String> command = new ArrayList<>();
    if (succeeds(List.of("unshare", "-n", "true"))) {
      command.addAll(List.of("unshare", "-n"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx2g",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            OfflineCheck.class.getName(),
            folder.toString()));
    Path said = folder.resolve("offline");
    Process check =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    if (!check.waitFor(15, TimeUnit.MINUTES)) {
      check.destroyForcibly();
      throw new IOException("the check takes longer than a quarter of an hour");
    }
    String text = Files.readString(said);
    if (check.exitValue() != 0) {
      throw new IOException("what remains doesn't hold: " + text);
    }
    return text.strip();
  }

  private static boolean succeeds(List<String> command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /// What `integration/faults` runs.
  ///
  /// @param arguments how many kills, and an empty folder
  public static void main(String[] arguments) throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    System.out.println(
        new FaultRun(
                Path.of(arguments[1]), Integer.parseInt(arguments[0]), seed, System.out::println)
            .run());
  }
}
