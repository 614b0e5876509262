// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What clients saw, all of them together: answers go to a file, the rest is counted. Thread-safe.
final class LoadRecord implements AutoCloseable {
  private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z-]+)\"");

  private final BufferedWriter file;
  private final List<Duration> outages = new ArrayList<>();
  private final Map<String, Integer> refusals = new TreeMap<>();
  private boolean over;
  private boolean out;
  private long since;
  private long requests;
  private long receipts;
  private long retries;
  private long broken;
  private Duration slowest = Duration.ZERO;

  LoadRecord(Path file) throws IOException {
    this.file = Files.newBufferedWriter(file);
  }

  /// Somebody was killed now.
  synchronized void killed() {
    out = true;
    since = System.nanoTime();
  }

  /// A request was answered with receipts.
  ///
  /// @param sent when it was sent: what was on its way already says nothing about the time after
  synchronized void answered(long sent, Acknowledged answer) {
    try {
      file.write(answer.line());
      file.newLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    requests++;
    receipts += answer.digests().size();
    if (out && sent - since > 0) {
      out = false;
      outages.add(Duration.ofNanos(System.nanoTime() - since));
      notifyAll();
    }
  }

  /// Waits until something was answered that was sent after the last kill.
  boolean awaitAnswer(Duration patience) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    synchronized (this) {
      while (out) {
        long left = (until - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          return false;
        }
        wait(left);
      }
      return true;
    }
  }

  synchronized void retried() {
    retries++;
  }

  synchronized void broken() {
    broken++;
  }

  synchronized void took(long nanos) {
    Duration took = Duration.ofNanos(nanos);
    slowest = took.compareTo(slowest) > 0 ? took : slowest;
  }

  synchronized void refused(String answer) {
    Matcher code = CODE.matcher(answer);
    refusals.merge(code.find() ? code.group(1) : answer, 1, Integer::sum);
  }

  synchronized void end() {
    over = true;
  }

  synchronized boolean over() {
    return over;
  }

  synchronized long receipts() {
    return receipts;
  }

  /// Refusals by code, with how many there were of each.
  synchronized Map<String, Integer> refusals() {
    return Map.copyOf(refusals);
  }

  /// Seconds from a kill to the next receipt.
  synchronized String outages() {
    List<Duration> sorted = outages.stream().sorted().toList();
    return sorted.isEmpty()
        ? "none"
        : String.format(
            "median %.1f s, worst %.1f s",
            sorted.get(sorted.size() / 2).toMillis() / 1e3, sorted.getLast().toMillis() / 1e3);
  }

  synchronized String words() {
    return String.format(
        "%d receipts for %d requests, %d retries, %d connections broken, refused %s, slowest answer"
            + " %.1f s; from kill to receipt: %s",
        receipts, requests, retries, broken, refusals, slowest.toMillis() / 1e3, outages());
  }

  @Override
  public synchronized void close() throws IOException {
    file.close();
  }
}
