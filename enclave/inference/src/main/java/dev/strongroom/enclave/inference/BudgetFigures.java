// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import dev.strongroom.enclave.inference.access.Access;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.figures.FigureLabel;
import dev.strongroom.enclave.runtime.figures.FigureSink;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Tells the host how many keys have used up how much of their budgets, so that whoever watches its
/// page gets to know without asking: the enclave itself has no way out to tell anybody. No key is
/// named; administrators see which ones (`docs/inference-keys.md`).
final class BudgetFigures {
  /// Of a budget, in percent.
  private static final List<Integer> PARTS = List.of(50, 80, 100);

  private BudgetFigures() {}

  /// Declares them.
  static void declare(Enclave enclave, Access access) {
    Set<String> parts = PARTS.stream().map(String::valueOf).collect(Collectors.toSet());
    enclave
        .figures()
        .gauges(
            "inference_keys_at_budget",
            sink -> read(access, sink),
            new FigureLabel("budget", Access.budgets()),
            new FigureLabel("percent", parts));
  }

  /// One for each, so that a budget that begins anew goes back to 0.
  private static void read(Access access, FigureSink sink) {
    for (int part : PARTS) {
      Map<String, Long> reached = access.reached(part);
      for (String budget : Access.budgets()) {
        sink.take(List.of(budget, String.valueOf(part)), reached.getOrDefault(budget, 0L));
      }
    }
  }
}
