// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.control;

import dev.strongroom.enclave.runtime.Service;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// Counts what an enclave does. Only sums leave it, never anything of a request. Thread-safe.
public final class Figures {
  private final long started = System.nanoTime();
  private final LongAdder requests = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final AtomicLong inFlight = new AtomicLong();

  /// Nothing counted yet.
  public Figures() {}

  /// Counts the requests that `handler` answers.
  public Service.Handler counting(Service.Handler handler) {
    return request -> {
      requests.increment();
      inFlight.incrementAndGet();
      try {
        return handler.handle(request);
      } catch (Exception e) {
        failed.increment();
        throw e;
      } finally {
        inFlight.decrementAndGet();
      }
    };
  }

  /// One line of the control connection.
  String json(long droppedLines) {
    Runtime runtime = Runtime.getRuntime();
    return """
    {"figures":{"requests":%d,"requestsFailed":%d,"requestsInFlight":%d,\
    "logLinesDropped":%d,"heapBytes":%d,"uptimeMillis":%d}}\
    """
        .formatted(
            requests.sum(),
            failed.sum(),
            inFlight.get(),
            droppedLines,
            runtime.totalMemory() - runtime.freeMemory(),
            (System.nanoTime() - started) / 1_000_000);
  }
}
