// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench;

import java.util.List;

/// `./strongroom bench …`: runs one suite and prints its report.
public final class Main {
  private static final String USAGE =
      """
      Usage: ./strongroom bench SUITE

        verify   verification of Nitro documents against the bare signature operations (90 seconds)
        hostile  what hostile input costs against a genuine document (1 minute)
        start    start-up of ./strongroom inspect against an empty Java program (10 seconds)
      """;

  private Main() {}

  /// Runs the suite named by the first argument.
  public static void main(String[] arguments) throws Exception {
    System.out.println(Machine.describe());
    switch (List.of(arguments)) {
      case List<String> a when a.equals(List.of("verify")) -> VerifyReport.run();
      case List<String> a when a.equals(List.of("hostile")) -> HostileReport.run();
      case List<String> a when a.equals(List.of("start")) -> StartReport.run();
      default -> {
        System.err.print(USAGE);
        System.exit(2);
      }
    }
  }
}
