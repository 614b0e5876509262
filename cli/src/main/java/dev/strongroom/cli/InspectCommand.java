// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.TrustAnchor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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

  InspectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    List<TrustAnchor> given = given();
    return new Judge(console, input)
        .judge(
            input.files,
            (verifier, evidence, endorsements, time) ->
                verifier.inspect(
                    evidence,
                    endorsements,
                    given.isEmpty() ? MakersRoots.of(evidence) : given,
                    time),
            input.json);
  }

  private List<TrustAnchor> given() throws UsageException {
    List<TrustAnchor> anchors = new ArrayList<>();
    for (String root : roots) {
      anchors.add(new TrustAnchor("given by --root", Hex.exactly("--root", root, 32), false));
    }
    return anchors;
  }
}
