// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.vsock;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/// Runs the tests that want vsocks, where there is a JVM but no Maven; for `test-on-uml`. Its
/// arguments are the classes of other modules' tests.
final class LoopbackTests {
  private LoopbackTests() {}

  public static void main(String[] arguments) {
    List<DiscoverySelector> selected = new ArrayList<>();
    selected.add(selectClass(RealVsockTest.class));
    selected.add(selectClass(VsockLoopbackTest.class));
    for (String name : arguments) {
      selected.add(selectClass(name));
    }
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(LauncherDiscoveryRequestBuilder.request().selectors(selected).build(), summary);
    PrintWriter out = new PrintWriter(System.out, true, java.nio.charset.StandardCharsets.UTF_8);
    summary.getSummary().printFailuresTo(out, 30);
    out.printf(
        "%d tests, %d succeeded, %d failed, %d skipped or aborted%n",
        summary.getSummary().getTestsFoundCount(),
        summary.getSummary().getTestsSucceededCount(),
        summary.getSummary().getTestsFailedCount(),
        summary.getSummary().getTestsSkippedCount() + summary.getSummary().getTestsAbortedCount());
    boolean good =
        summary.getSummary().getTestsFoundCount() > 0
            && summary.getSummary().getTestsSucceededCount()
                == summary.getSummary().getTestsFoundCount();
    out.println(good ? "LOOPBACK-TESTS-PASSED" : "LOOPBACK-TESTS-FAILED");
  }
}
