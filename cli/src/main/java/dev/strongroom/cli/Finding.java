// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.handheld.HandheldVerifier;

/// What came of one piece of evidence.
sealed interface Finding {

  /// The name it was given by.
  String source();

  /// It was judged.
  record Judged(String source, Evidence evidence, Verdict verdict) implements Finding {
    /// Whether the command's question is answered with yes.
    boolean content() {
      return verdict.appraised() ? verdict.accepted() : verdict.genuine();
    }
  }

  /// It is evidence of a phone, and was judged.
  record Handheld(String source, HandheldVerifier.Explanation explanation) implements Finding {
    /// Whether the command's question is answered with yes.
    boolean content() {
      Verdict verdict = explanation.verdict();
      return verdict.appraised() ? verdict.accepted() : verdict.genuine();
    }
  }

  /// It isn't evidence.
  record Malformed(String source, MalformedEvidenceException problem) implements Finding {}

  /// It came from a server, and isn't for the key that the server has.
  record Unbound(String source, String problem) implements Finding {}

  /// It couldn't be read.
  record Unreadable(String source, String problem) implements Finding {}

  /// The exit status that it calls for.
  default int exitStatus() {
    return switch (this) {
      case Judged judged -> judged.content() ? ExitStatus.ACCEPTED : ExitStatus.REFUSED;
      case Handheld judged -> judged.content() ? ExitStatus.ACCEPTED : ExitStatus.REFUSED;
      case Unbound _ -> ExitStatus.REFUSED;
      case Malformed _, Unreadable _ -> ExitStatus.UNUSABLE;
    };
  }
}
