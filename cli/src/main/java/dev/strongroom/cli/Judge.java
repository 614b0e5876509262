// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.handheld.HandheldEndorsements;
import dev.strongroom.handheld.HandheldEvidence;
import dev.strongroom.handheld.HandheldVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads pieces of evidence, judges and reports each.
final class Judge {
  /// Files given in one call often come from the same machine.
  private static final int REMEMBERED_PATHS = 64;

  /// What to ask of one piece of evidence.
  interface Question {
    /// Asks it.
    Verdict ask(Verifier verifier, Evidence evidence, Endorsements endorsements, AppraisalTime time)
        throws UsageException;

    /// Asks it of evidence that a server showed, which has to bind the keys in `challenge`.
    default Verdict askServer(
        Verifier verifier,
        Evidence evidence,
        Endorsements endorsements,
        Challenge challenge,
        AppraisalTime time)
        throws UsageException {
      throw new UsageException("evidence of a server can only be verified, not inspected");
    }

    /// Asks it of evidence of a phone.
    HandheldVerifier.Explanation askPhone(
        HandheldVerifier verifier,
        HandheldEvidence evidence,
        HandheldEndorsements endorsements,
        AppraisalTime time)
        throws UsageException;
  }

  private final Console console;
  private final JudgingTime at;
  private final Endorsements endorsements;
  private final HandheldEndorsements phoneEndorsements;
  private final Verifier verifier =
      Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(REMEMBERED_PATHS));
  private final HandheldVerifier phones =
      HandheldVerifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(REMEMBERED_PATHS));

  /// @throws UsageException if the endorsements can't be read
  Judge(Console console, InputOptions input) throws UsageException {
    this.console = console;
    this.at = input.at;
    this.endorsements = input.endorsed();
    this.phoneEndorsements = input.statusList.with(endorsements);
  }

  /// Puts `question` to all `sources` and reports what came of it.
  ///
  /// @return the exit status: the highest that any of them calls for
  int judge(List<String> sources, Question question, boolean json) throws UsageException {
    return judge(sources, question, json, _ -> {});
  }

  /// What to do with evidence that was judged, besides reporting it.
  @FunctionalInterface
  interface Afterwards {
    /// Does it.
    void with(Finding.Judged judged) throws UsageException;
  }

  /// The same, and does something with each that was judged.
  int judge(List<String> sources, Question question, boolean json, Afterwards afterwards)
      throws UsageException {
    List<Finding> findings = new ArrayList<>();
    for (String source : sources) {
      Finding finding = find(source, question);
      if (finding instanceof Finding.Judged judged) {
        afterwards.with(judged);
      }
      findings.add(finding);
    }
    if (json) {
      new JsonReport(console.out()).write(findings);
    } else {
      TextReport report = new TextReport(console);
      findings.forEach(report::write);
    }
    return findings.stream().mapToInt(Finding::exitStatus).max().orElse(ExitStatus.UNUSABLE);
  }

  private Finding find(String source, Question question) {
    AppraisalTime time = at.appraisalTime(console.clock());
    try {
      if (source.startsWith("https://")) {
        HttpsEvidence shown = HttpsEvidence.fetch(source);
        Evidence evidence = Evidence.parse(shown.evidence());
        return new Finding.Judged(
            source,
            evidence,
            question.askServer(
                verifier,
                evidence,
                endorsements,
                shown.keys().challenge(evidence.kind(), Optional.empty()),
                time));
      }
      Bytes content = EvidenceSource.read(source, console.in());
      if (HandheldEvidence.recognises(content)) {
        return new Finding.Handheld(
            source,
            question.askPhone(phones, HandheldEvidence.parse(content), phoneEndorsements, time));
      }
      Evidence evidence = Evidence.parse(content);
      return new Finding.Judged(
          source, evidence, question.ask(verifier, evidence, endorsements, time));
    } catch (UnboundEvidenceException e) {
      return new Finding.Unbound(source, String.valueOf(e.getMessage()));
    } catch (MalformedEvidenceException e) {
      return new Finding.Malformed(source, e);
    } catch (UsageException e) {
      return new Finding.Unreadable(source, String.valueOf(e.getMessage()));
    }
  }
}
