// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.integration.faults.KillableDeployment.Victim;
import dev.strongroom.integration.faults.VaultCaller.Answer;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.receipt.Receipt;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/// Kills a vault's processes under load, then checks that no key and no signature is lost or there
/// twice, and that no more was signed than the limit allows, whether the answer came or not.
final class VaultFaultRun {
  private static final int CLIENTS = 4;
  private static final List<Victim> VICTIMS = List.of(Victim.values());
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path folder;
  private final int kills;
  private final int limit;
  private final Random random;
  private final Consumer<String> told;
  private final Map<Victim, Integer> killed = new EnumMap<>(Victim.class);
  private final VaultSeen seen = new VaultSeen();

  /// @param folder empty, for all that is kept
  /// @param kills how many
  /// @param told how far it got, in lines
  VaultFaultRun(Path folder, int kills, long seed, Consumer<String> told) {
    this.folder = folder;
    this.kills = kills;
    // So that it is reached before the last kill.
    this.limit = 8 * kills;
    this.random = new Random(seed);
    this.told = told;
  }

  /// Runs.
  ///
  /// @return figures, one line
  /// @throws Exception that says what doesn't hold
  String run() throws Exception {
    try (KillableDeployment deployment = KillableDeployment.ofVault(folder);
        RequestKey key = RequestKey.generateEd25519(new SecureRandom())) {
      if (!deployment.awaitUp(PATIENCE)) {
        throw new IOException("the first start failed: " + deployment.said());
      }
      try (AttestedHttpClient http = deployment.client()) {
        VaultCaller caller = new VaultCaller(http, deployment.address(), key);
        String limited = made(caller, "limited", limited());
        String free = made(caller, "free", VaultLoad.FREE);
        kill(deployment, caller, List.of(limited, free));
        return kills
            + " kills "
            + killed
            + ": "
            + seen.words()
            + ". Afterwards "
            + checked(caller, limited, free);
      }
    }
  }

  private String limited() {
    return """
    {"version":1,"rules":[{"name":"limited","effect":"allow","acts":["sign"],
     "on":["evm-transaction"],
     "limits":[{"name":"wei","measure":"tx.value","most":"%d","within":"forever"}]}]}
    """
        .formatted(limit);
  }

  private String made(VaultCaller caller, String request, String policy) throws Exception {
    Answer answer = caller.ask("POST", "/v1/keys", VaultLoad.key(policy, request));
    if (!answer.done()) {
      throw new IOException("no key at the start: " + answer);
    }
    String id = answer.body().member("key").member("id").text();
    seen.made(id);
    return id;
  }

  private void kill(KillableDeployment deployment, VaultCaller caller, List<String> ids)
      throws Exception {
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(
          Thread.ofVirtual()
              .start(new VaultLoad(caller, seen, ids, "client-" + i, random.nextLong())));
    }
    try {
      for (int done = 0; done < kills; ) {
        Thread.sleep(random.nextInt(1500));
        Victim victim = VICTIMS.get(random.nextInt(VICTIMS.size()));
        long before = seen.answers();
        if (deployment.kill(victim)) {
          done++;
          killed.merge(victim, 1, Integer::sum);
        }
        recover(deployment, before);
        if (done % 10 == 0) {
          told.accept(done + " kills " + killed + ": " + seen.words());
        }
      }
      recover(deployment, seen.answers());
    } finally {
      seen.end();
    }
    for (Thread client : clients) {
      client.join();
    }
  }

  private void recover(KillableDeployment deployment, long before) throws Exception {
    if (!deployment.running()) {
      deployment.restart();
      if (!deployment.awaitUp(PATIENCE)) {
        throw new IOException("it doesn't start again: " + deployment.said());
      }
    }
    // What was on its way may be answered by it; now and then the next kill meets a start.
    if (random.nextInt(6) != 0 && !seen.awaitMore(before + CLIENTS, PATIENCE.toMillis())) {
      throw new IOException(
          "no answer for two minutes: " + seen.words() + "\n" + deployment.said());
    }
  }

  private String checked(VaultCaller caller, String limited, String free) throws Exception {
    if (!seen.wrong().isEmpty()) {
      throw new IOException(seen.wrong().toString());
    }
    for (String id : seen.keys()) {
      if (!ask(caller, "/v1/keys/" + id).done()) {
        throw new IOException("the key " + id + " is lost");
      }
    }
    int within = history(caller, limited);
    if (within > limit) {
      throw new IOException(within + " wei were signed, and the limit is " + limit);
    }
    int all = within + history(caller, free);
    return seen.keys().size()
        + " keys are there, and "
        + all
        + " signatures, each once; "
        + within
        + " of "
        + limit
        + " under the limit";
  }

  /// Nothing is missing in a key's history, and each signature that was acknowledged is there once.
  ///
  /// @return how many signatures it has
  private int history(VaultCaller caller, String id) throws Exception {
    Answer page = ask(caller, "/v1/keys/" + id + "/history");
    Receipt statement = receipt(page.body().member("statement"));
    List<Receipt> all = new ArrayList<>(List.of(statement));
    while (!((List<?>) page.body().member("entries").value()).isEmpty()) {
      for (JsonNode entry : page.body().member("entries").items()) {
        all.add(receipt(entry));
      }
      page = ask(caller, "/v1/keys/" + id + "/history?before=" + all.getLast().index());
    }
    long expected = all.size();
    Map<String, Integer> found = new HashMap<>();
    for (Receipt receipt : all) {
      JsonNode entry = receipt.entry().content();
      if (!entry.member("n").value().equals(expected--)) {
        throw new IOException("an entry of " + id + " is missing: " + entry.value());
      }
      if (receipt.entry().kind().equals("key-used")) {
        VaultLoad.signatures(entry.member("payloads"))
            .forEach(signature -> found.merge(signature, 1, Integer::sum));
      }
    }
    for (String signature : seen.signatures(id)) {
      if (found.getOrDefault(signature, 0) != 1) {
        throw new IOException(signature + " is there " + found.get(signature) + " times");
      }
    }
    return found.values().stream().mapToInt(Integer::intValue).sum();
  }

  private static Receipt receipt(JsonNode node) throws Exception {
    return Receipt.parse(CanonicalJson.text(node.value()));
  }

  /// Until it is answered: the last kill may still be felt.
  private static Answer ask(VaultCaller caller, String target) throws Exception {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        Answer answer = caller.ask("GET", target, "");
        if (answer.done() || System.nanoTime() - until > 0) {
          return answer;
        }
      } catch (IOException e) {
        if (System.nanoTime() - until > 0) {
          throw e;
        }
      }
      Thread.sleep(100);
    }
  }

  /// What `integration/faults KILLS vault` runs.
  ///
  /// @param arguments how many kills, and an empty folder
  public static void main(String[] arguments) throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    System.out.println(
        new VaultFaultRun(
                Path.of(arguments[1]), Integer.parseInt(arguments[0]), seed, System.out::println)
            .run());
  }
}
