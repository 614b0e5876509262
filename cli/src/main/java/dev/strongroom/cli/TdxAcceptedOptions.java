// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.attestation.policy.PolicyFile;
import dev.strongroom.image.confidential.TdxLaunch;
import dev.strongroom.image.confidential.TdxPlatforms;
import dev.strongroom.image.confidential.TdxPolicyDraft;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which platforms a policy for trust domains accepts: what no measurement says.
final class TdxAcceptedOptions {
  @Option(
      names = "--tcb-evaluation",
      paramLabel = "N",
      description = {
        "The TDX policy wants Intel's collateral of at least this evaluation number, which is in",
        "the TCB info that Intel serves."
      })
  private @Nullable Integer evaluation;

  @Option(
      names = "--tcb-status",
      paramLabel = "NAME",
      description = {
        "The TDX policy accepts this status besides up-to-date, such as sw-hardening-needed",
        "(repeatable)."
      })
  private List<String> statuses = List.of();

  @Option(
      names = "--advisory",
      paramLabel = "NAME",
      description = "The TDX policy accepts this advisory of Intel's (repeatable).")
  private List<String> advisories = List.of();

  @Option(
      names = "--fmspc",
      paramLabel = "HEX",
      description = "The TDX policy accepts this sort of processor (repeatable). Default: any.")
  private List<String> fmspcs = List.of();

  @Option(
      names = "--ppid",
      paramLabel = "HEX",
      description = "The TDX policy accepts this machine (repeatable). Default: any.")
  private List<String> ppids = List.of();

  @Option(
      names = "--rtmr0",
      paramLabel = "HEX",
      description = {
        "The TDX policy accepts this value of what the host made, which isn't computed. Default:",
        "any (docs/confidential-vm.md says what that leaves open)."
      })
  private @Nullable String rtmr0;

  /// Made by the command-line library, which sets the fields.
  TdxAcceptedOptions() {}

  /// The policy, which a verifier can read.
  ///
  /// @param name of the image, for people
  /// @throws UsageException if an option is missing or can't be
  TdxPolicyDraft draft(String name, TdxLaunch launch) throws UsageException {
    if (evaluation == null) {
      throw new UsageException("a policy takes --tcb-evaluation");
    }
    TdxPlatforms platforms = new TdxPlatforms(evaluation, fmspcs, ppids, statuses, advisories);
    try {
      Optional<Bytes> register = Optional.ofNullable(rtmr0).map(Bytes::fromHex);
      TdxPolicyDraft draft = new TdxPolicyDraft(name, launch, register, platforms);
      PolicyFile.parse(String.valueOf(draft.text().asUtf8()));
      return draft;
    } catch (MalformedPolicyException | IllegalArgumentException e) {
      throw new UsageException(
          "--tcb-evaluation, --tcb-status, --advisory, --fmspc, --ppid, --rtmr0: "
              + e.getMessage());
    }
  }
}
