// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What a vault acknowledged, to all clients together. Thread-safe.
final class VaultSeen {
  private final Set<String> keys = new HashSet<>();
  private final Map<String, List<String>> signatures = new HashMap<>();
  private final Map<String, List<String>> byRequest = new HashMap<>();
  private final Map<String, Integer> refused = new TreeMap<>();
  private final List<String> wrong = new ArrayList<>();
  private long answers;
  private long repeated;
  private long lost;
  private boolean over;

  /// A key was made.
  synchronized void made(String id) {
    keys.add(id);
    answered();
  }

  /// A key signed.
  ///
  /// @param request the request's id; empty if it had none
  synchronized void signed(String id, String request, List<String> made) {
    List<String> before = request.isEmpty() ? null : byRequest.put(id + " " + request, made);
    if (before == null) {
      signatures.computeIfAbsent(id, _ -> new ArrayList<>()).addAll(made);
    } else {
      repeated++;
      if (!before.equals(made)) {
        wrong.add("request " + request + " gave " + before + ", then " + made);
      }
    }
    answered();
  }

  synchronized void refused(String code) {
    refused.merge(code, 1, Integer::sum);
    if (code.equals("limit-exceeded")) {
      answered();
    }
  }

  /// An answer didn't come.
  synchronized void lost() {
    lost++;
  }

  private void answered() {
    answers++;
    notifyAll();
  }

  synchronized long answers() {
    return answers;
  }

  /// Waits for an answer after so many.
  synchronized boolean awaitMore(long than, long millis) throws InterruptedException {
    long until = System.nanoTime() + millis * 1_000_000;
    while (answers <= than) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  synchronized void end() {
    over = true;
  }

  synchronized boolean over() {
    return over;
  }

  synchronized Set<String> keys() {
    return Set.copyOf(keys);
  }

  synchronized List<String> signatures(String id) {
    return List.copyOf(signatures.getOrDefault(id, List.of()));
  }

  /// Answers that contradict one another.
  synchronized List<String> wrong() {
    return List.copyOf(wrong);
  }

  synchronized String words() {
    return answers
        + " answers ("
        + repeated
        + " of them again), "
        + lost
        + " lost, refused "
        + refused;
  }
}
