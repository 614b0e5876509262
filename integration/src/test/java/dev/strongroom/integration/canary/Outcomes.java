// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.canary;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// How requests ended, counted by many clients.
final class Outcomes {
  /// An end.
  enum End {
    /// With the answer that was expected.
    ANSWERED,
    /// With an error that has a status.
    REFUSED,
    /// With an error inside of an answer.
    CUT
  }

  private final Map<End, Integer> counts = new EnumMap<>(End.class);
  private final List<String> wrong = new CopyOnWriteArrayList<>();
  private int all;
  private int allowed;
  private boolean over;

  synchronized void count(End end) {
    counts.merge(end, 1, Integer::sum);
    all++;
    notifyAll();
  }

  /// Notes an answer that isn't one to what was asked.
  void wrong(String what) {
    wrong.add(what);
  }

  List<String> wrong() {
    return wrong;
  }

  synchronized int of(End end) {
    return counts.getOrDefault(end, 0);
  }

  synchronized int all() {
    return all;
  }

  /// Lets clients ask more, up to a number.
  synchronized void allow(int upTo) {
    allowed = Math.max(allowed, upTo);
    notifyAll();
  }

  /// Lets clients ask more.
  synchronized void allowMore(int more) {
    allow(allowed + more);
  }

  /// Lets them ask what they may, and no more.
  synchronized void end() {
    over = true;
    notifyAll();
  }

  /// Waits until a request may be sent.
  ///
  /// @return false if it may not, for good
  synchronized boolean awaitAllowed(int number) throws InterruptedException {
    while (number >= allowed && !over) {
      wait();
    }
    return number < allowed;
  }

  /// Waits until so many requests have ended in this way.
  ///
  /// @return false if that took too long
  synchronized boolean await(End end, int count, long millis) throws InterruptedException {
    long until = System.nanoTime() + millis * 1_000_000;
    while (of(end) < count) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /// Waits until so many have ended anyhow.
  synchronized boolean awaitAll(int count, long millis) throws InterruptedException {
    long until = System.nanoTime() + millis * 1_000_000;
    while (all < count) {
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  synchronized String words() {
    return all + " requests " + counts;
  }
}
