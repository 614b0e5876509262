// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.handheld.HandheldEndorsements;
import dev.strongroom.handheld.HandheldEvidence;
import dev.strongroom.handheld.HandheldVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom inspect`: what does the evidence say, and is it genuine?
@Command(
    name = "inspect",
    description = {
      "Shows what evidence says and whether it is genuine.",
      "",
      "Genuine means that the hardware's maker vouches for it, not that it runs what you want: for"
          + " that, use verify."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom inspect --at document examples/nitro-enclave.cbor",
      "  strongroom inspect --at 2025-06-25T00:00:00Z --endorsements bundle.json quote.bin",
      "  curl -s https://host/attestation | strongroom inspect -",
      "  strongroom inspect --json --at document *.cbor | jq '.[] | {file, genuine, debug}'",
      "",
      "Exit status: 0 all genuine, 1 one isn't, 2 malformed input or wrong usage."
    })
final class InspectCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final InputOptions input = new InputOptions();

  @Option(
      names = "--root",
      paramLabel = "SHA256",
      description =
          "Trust the root certificate with this SHA-256 instead of the makers' (repeatable).")
  private List<String> roots = List.of();

  @Option(
      names = "--client-data-hash",
      paramLabel = "HEX",
      description =
          "What an attestation of Apple's App Attest was asked for: nothing in it can be verified"
              + " without.")
  private @Nullable String clientDataHash;

  InspectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    List<TrustAnchor> given = given();
    return new Judge(console, input).judge(input.files, new Look(given, challenge()), input.json);
  }

  /// The question that this command puts.
  private record Look(List<TrustAnchor> given, Challenge challenge) implements Judge.Question {
    @Override
    public Verdict ask(
        Verifier verifier, Evidence evidence, Endorsements endorsements, AppraisalTime time) {
      return verifier.inspect(
          evidence, endorsements, given.isEmpty() ? MakersRoots.of(evidence) : given, time);
    }

    @Override
    public HandheldVerifier.Explanation askPhone(
        HandheldVerifier verifier,
        HandheldEvidence evidence,
        HandheldEndorsements endorsements,
        AppraisalTime time) {
      return verifier.inspect(
          evidence,
          endorsements,
          given.isEmpty() ? MakersRoots.of(evidence) : given,
          challenge,
          time);
    }
  }

  private Challenge challenge() throws UsageException {
    return clientDataHash == null
        ? Challenge.none()
        : Challenge.none().withUserData(Hex.of("--client-data-hash", clientDataHash));
  }

  private List<TrustAnchor> given() throws UsageException {
    List<TrustAnchor> anchors = new ArrayList<>();
    for (String root : roots) {
      anchors.add(new TrustAnchor("given by --root", Hex.exactly("--root", root, 32), false));
    }
    return anchors;
  }
}
