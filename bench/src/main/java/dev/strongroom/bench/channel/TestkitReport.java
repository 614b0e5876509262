// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.channel;

import dev.strongroom.testkit.EnclaveUnderTest;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/// How long `@WithEnclave` takes to hand a test a simulated enclave, beside the first start in a
/// fresh JVM.
public final class TestkitReport {
  private static final int STARTS = 15;

  private TestkitReport() {}

  /// Prints the report.
  public static void run() throws Exception {
    double first = start();
    List<Double> later = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      later.add(start());
    }
    double median = later.stream().sorted().skip(STARTS / 2).findFirst().orElseThrow();
    System.out.printf(
        "testkit: an enclave's start, first in the JVM %.0f ms, later %.0f ms (median of %d,"
            + " target < 300); ratio %.2f%n",
        first, median, STARTS, median / first);
  }

  /// Milliseconds; asks once, so that what started is known to work.
  private static double start() throws Exception {
    long start = System.nanoTime();
    try (EnclaveUnderTest enclave = EnclaveUnderTest.start(_ -> Deployment.ONE_KIB)) {
      double milliseconds = (System.nanoTime() - start) / 1e6;
      int status =
          enclave
              .client()
              .send(HttpRequest.newBuilder(enclave.uri()).build(), BodyHandlers.ofString())
              .statusCode();
      if (status != 200) {
        throw new IllegalStateException("status " + status);
      }
      return milliseconds;
    }
  }
}
