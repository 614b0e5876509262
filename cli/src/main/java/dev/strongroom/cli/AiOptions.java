// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.cli.ai.AllowedSites;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What is demanded of a gateway. The command-line library sets the fields.
final class AiOptions {
  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = {
        "The appraisal policy; nothing is sent to a gateway that it refuses. Default: the one that",
        "strongroom up wrote on this machine."
      })
  private @Nullable Path policy;

  @Mixin private final EndorsementOptions endorsements = new EndorsementOptions();

  @Option(
      names = "--identity",
      paramLabel = "HEX",
      description =
          "Require the deployment with this identity key; else a stranger's gateway with the same"
              + " image is accepted too.")
  private @Nullable String identity;

  @Option(
      names = "--fresh",
      description = "Have the hardware sign each connection's nonce, not only the attestation key.")
  private boolean fresh;

  @Option(
      names = "--reattest",
      paramLabel = "DURATION",
      defaultValue = "10m",
      converter = AgeConverter.class,
      description = "Begin no request on evidence that was verified longer ago. Default: 10m.")
  private Duration reattest = Duration.ofMinutes(10);

  @Option(
      names = "--allow-origin",
      paramLabel = "URL",
      description = {
        "Pages of this site, such as https://console.example, may ask here and read the answers.",
        "Repeatable. Default: no page but those of this machine."
      })
  private List<String> origins = new ArrayList<>();

  AiOptions() {}

  /// A policy, and the file it was read from.
  ///
  /// @param channel what is demanded
  /// @param sha256 of the file
  record Demanded(ChannelPolicy channel, Bytes sha256) {}

  /// What the options say.
  ///
  /// @param messages whether requests are encrypted one by one
  Demanded demanded(Console console, boolean messages) throws UsageException {
    if (messages && fresh) {
      throw new UsageException(
          "--fresh is for the attested channel: over --messages the attestation key signs nonces");
    }
    Path file = policy != null ? policy : StateFolder.ordinary().resolve("policy.json");
    AppraisalPolicy appraisal =
        policy != null ? PolicyReader.read(policy) : NotaryOptions.policyOfUp(console);
    Optional<Bytes> pinned =
        identity == null ? Optional.empty() : Optional.of(Hex.exactly("--identity", identity, 32));
    return new Demanded(
        new ChannelPolicy(appraisal, endorsements.read(), pinned, fresh, reattest),
        FileDigest.of(file, _ -> {}).sha256());
  }

  /// Which sites' pages may ask.
  AllowedSites sites() throws UsageException {
    try {
      return AllowedSites.of(origins);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--allow-origin: " + e.getMessage());
    }
  }
}
