// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Check.Outcome;
import dev.strongroom.client.vault.Finding;
import java.io.PrintWriter;
import java.util.List;

/// Writes for people what each rule of a key's policy said.
final class FindingText {
  private static final int RULE = 24;

  private FindingText() {}

  static void write(PrintWriter out, Style style, List<Finding> findings) {
    for (Finding finding : findings) {
      out.println(
          "  "
              + style.mark(finding.applied() ? Outcome.PASSED : Outcome.NOT_APPLICABLE)
              + " "
              + VaultSession.padded(Printable.of(finding.rule()), RULE)
              + Printable.of(finding.why()));
    }
  }
}
