// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.integration.faults.VaultCaller.Answer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/// An agent that has keys made and transactions signed, whatever happens to the vault. What has an
/// id is asked for again until it is answered; what has none is given up when no answer comes.
final class VaultLoad implements Runnable {
  private static final int KEPT = 8;

  /// Hexadecimal digits.
  private static final int R_AND_S = 128;

  private final VaultCaller caller;
  private final VaultSeen seen;
  private final List<String> ids;
  private final String name;
  private final SplittableRandom random;
  private final Deque<Asked> answered = new ArrayDeque<>();
  private int count;

  /// @param key id; empty to have one made
  private record Asked(String key, String request, String body) {}

  /// @param ids of the keys that sign
  VaultLoad(VaultCaller caller, VaultSeen seen, List<String> ids, String name, long seed) {
    this.caller = caller;
    this.seen = seen;
    this.ids = List.copyOf(ids);
    this.name = name;
    this.random = new SplittableRandom(seed);
  }

  @Override
  public void run() {
    try {
      while (!seen.over()) {
        Asked asked = next();
        while (!ask(asked) && !asked.request().isEmpty() && !seen.over()) {
          Thread.sleep(50 + random.nextInt(100));
        }
        Thread.sleep(random.nextInt(60));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Asked next() {
    int what = random.nextInt(20);
    if (what < 3 && !answered.isEmpty()) {
      return answered.removeFirst();
    }
    String request = what < 15 ? name + "-" + count++ : "";
    if (what == 3) {
      return new Asked("", request, key(FREE, request));
    }
    String key = ids.get(random.nextInt(ids.size()));
    int many = random.nextInt(4) == 0 ? 3 : 1;
    List<String> payments = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      payments.add(payment());
    }
    return new Asked(
        key, request, "{\"batch\":[" + String.join(",", payments) + "]" + id(request) + "}");
  }

  static final String FREE =
      """
      {"version":1,"rules":[{"name":"any","effect":"allow","acts":["sign"],
       "on":["evm-transaction"]}]}
      """;

  /// The request for a key with a policy.
  static String key(String policy, String request) {
    return "{\"type\":\"secp256k1\",\"policy\":" + policy + id(request) + "}";
  }

  private static String id(String request) {
    return request.isEmpty() ? "" : ",\"request\":\"" + request + "\"";
  }

  /// EIP-1559: 1 wei on chain 1, with a nonce that no other has.
  private String payment() {
    String nonce = "88" + String.format("%016x", (random.nextLong() >>> 2) | (1L << 60));
    String items =
        "01" + nonce + "80" + "84" + "3b9aca00" + "825208" + "94" + "35".repeat(20) + "0180c0";
    return "{\"form\":\"evm-transaction\",\"transaction\":\"02"
        + String.format("%02x", 0xc0 + items.length() / 2)
        + items
        + "\"}";
  }

  /// @return whether there is nothing more to ask
  private boolean ask(Asked asked) throws InterruptedException {
    try {
      String path = asked.key().isEmpty() ? "/v1/keys" : "/v1/keys/" + asked.key() + "/sign";
      Answer answer = caller.ask("POST", path, asked.body());
      if (!answer.done()) {
        seen.refused(answer.code());
        return answer.code().equals("limit-exceeded");
      }
      if (asked.key().isEmpty()) {
        seen.made(answer.body().member("key").member("id").text());
      } else {
        seen.signed(asked.key(), asked.request(), signatures(answer.body().member("results")));
      }
      if (!asked.request().isEmpty() && answered.size() < KEPT) {
        answered.addLast(asked);
      }
      return true;
    } catch (IOException e) {
      seen.lost();
      return false;
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("an answer of another shape", e);
    }
  }

  /// All signatures of results or payloads, in order: r and s, for what comes behind is written in
  /// two ways.
  static List<String> signatures(JsonNode list) throws MalformedJsonException {
    List<String> all = new ArrayList<>();
    for (JsonNode item : list.items()) {
      for (JsonNode signature : item.member("signatures").items()) {
        all.add(signature.text().substring(0, R_AND_S));
      }
    }
    return all;
  }
}
