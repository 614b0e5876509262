// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.attestation.policy.PolicyFile;
import dev.strongroom.image.confidential.SnpPolicyDraft;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which machines a policy for SEV-SNP guests accepts: what no measurement says.
final class SnpAcceptedOptions {
  @Option(
      names = "--product",
      paramLabel = "NAME",
      description = "The policy accepts this line of processors: Milan, Genoa or Turin.")
  private @Nullable String product;

  @Option(
      names = "--minimum-tcb",
      paramLabel = "NAME=LEVEL",
      split = ",",
      description = {
        "How new the policy wants AMD's firmware, such as",
        "bootLoader=10,tee=0,snp=25,microcode=84. AMD's bulletins have the levels."
      })
  private Map<String, Integer> minimumTcb = Map.of();

  @Option(
      names = "--chip",
      paramLabel = "HEX",
      description = "The policy accepts this machine (repeatable). Default: any.")
  private List<String> chips = List.of();

  /// Made by the command-line library, which sets the fields.
  SnpAcceptedOptions() {}

  /// The policy, which a verifier can read.
  ///
  /// @param name of the image, for people
  /// @throws UsageException if an option is missing or can't be
  SnpPolicyDraft draft(String name, Bytes measurement) throws UsageException {
    if (product == null || minimumTcb.isEmpty()) {
      throw new UsageException("a policy takes --product and --minimum-tcb");
    }
    SnpPolicyDraft draft =
        new SnpPolicyDraft(name, measurement, product, new TreeMap<>(minimumTcb), chips);
    try {
      PolicyFile.parse(String.valueOf(draft.text().asUtf8()));
    } catch (MalformedPolicyException e) {
      throw new UsageException("--product, --minimum-tcb, --chip: " + e.getMessage());
    }
    return draft;
  }
}
