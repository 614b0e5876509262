// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.inference;

import dev.strongroom.enclave.notary.Notary;
import dev.strongroom.enclave.notary.Submitted;
import dev.strongroom.enclave.notary.Tagged;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.receipt.Receipt;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes a log such as a gateway's keys leave behind: each as a gateway enters it.
///
/// @param entries of uses
/// @param shape of the log
record UsesOfKeys(int entries, Shape shape) implements Service {
  private static final int KEYS = 10;
  private static final int AT_ONCE = 512;

  /// How many entries came at a time.
  enum Shape {
    /// Under load.
    MANY_AT_ONCE,
    /// A request now and then.
    ONE_BY_ONE;

    String words() {
      return this == MANY_AT_ONCE ? "many at once" : "one by one";
    }
  }

  @Override
  public Handler start(Enclave enclave) throws Exception {
    try (Notary notary = Notary.start(enclave)) {
      for (int key = 0; key < KEYS; key++) {
        List<Receipt> _ = notary.enter(List.of(entry(enclave, act(key))));
      }
      int most = shape == Shape.ONE_BY_ONE ? 1 : AT_ONCE;
      List<Submitted> underWay = new ArrayList<>();
      for (int i = 0; i < entries; i++) {
        underWay.add(notary.submit(List.of(new Tagged(entry(enclave, use(i % KEYS)), List.of()))));
        if (underWay.size() == most) {
          for (Submitted one : underWay) {
            long _ = one.durable();
          }
          underWay.clear();
        }
      }
      for (Submitted one : underWay) {
        long _ = one.durable();
      }
    }
    return _ -> {
      throw new IllegalStateException("nobody asks here");
    };
  }

  private static Entry entry(Enclave enclave, Map<String, Object> members) throws Exception {
    members.put("time", enclave.clock().instant().toString());
    return Entry.of(members);
  }

  private static String id(int key) {
    return "0123456789abcde" + key;
  }

  private static Map<String, Object> act(int key) {
    Map<String, Object> members = new HashMap<>();
    members.put("kind", "inference-key");
    members.put("act", "create");
    members.put("by", "ed25519:" + "0".repeat(64));
    members.put("key", id(key));
    members.put(
        "rules",
        Map.of("name", "key " + key, "endpoints", List.of("chat"), "models", List.of("tiny")));
    members.put("salt", "5a".repeat(16));
    members.put("digest", "5a".repeat(32));
    return members;
  }

  private static Map<String, Object> use(int key) {
    Map<String, Object> members = new HashMap<>();
    members.put("kind", "inference-use");
    members.put("key", id(key));
    members.put("endpoint", "chat");
    members.put("model", "tiny");
    members.put("status", 200);
    members.put("complete", true);
    members.put("counted", true);
    members.put("tokens", 1234);
    members.put("money", 5678);
    return members;
  }
}
