// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

import java.util.ArrayList;
import java.util.List;

/// What was found so far; a log that is wrong everywhere must not fill the memory.
final class AuditFindings {
  private static final int MOST = 100;

  private final List<AuditFinding> findings = new ArrayList<>();
  private long more;

  void add(AuditCheck check, String place, String problem) {
    if (findings.size() < MOST) {
      findings.add(new AuditFinding(check, place, problem));
    } else {
      more++;
    }
  }

  List<AuditFinding> findings() {
    return findings;
  }

  /// How many were left out.
  long more() {
    return more;
  }
}
