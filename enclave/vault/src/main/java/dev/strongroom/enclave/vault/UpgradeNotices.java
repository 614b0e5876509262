// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.vault.dossier.DossierException;
import dev.strongroom.enclave.vault.dossier.Dossiers;
import dev.strongroom.enclave.vault.dossier.Step;
import dev.strongroom.enclave.vault.key.Kind;
import dev.strongroom.enclave.vault.key.NoticeContent;
import dev.strongroom.enclave.vault.key.VaultContents;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Which notice of an upgrade keys demand (`docs/upgrades.md`, section 6). The longest that any was
/// born with is in the log before that key is, so no boot forgets it, and no store that was set
/// back.
///
/// @param most that a key may demand, by the measured settings
record UpgradeNotices(Dossiers dossiers, Duration most) {
  /// Longer than any that can be announced.
  private static final Duration NEVER = Duration.ofDays(400);

  /// The notice that a key is to be born with; none if it demands none.
  ///
  /// @throws RefusedException if the settings don't offer as long a one
  Optional<Duration> wanted(JsonNode body) throws MalformedJsonException, RefusedException {
    Optional<JsonNode> node = body.optional("upgradeNotice");
    if (node.isEmpty()) {
      return Optional.empty();
    }
    Duration wanted = NoticeContent.notice(node.get());
    if (wanted.compareTo(most) > 0) {
      throw new RefusedException(
          "notice-not-offered",
          422,
          most.isZero()
              ? "this vault's settings let no key demand a notice of upgrades"
              : "this vault's settings let keys demand a notice of upgrades up to " + most);
    }
    return Optional.of(wanted);
  }

  /// Has a notice hold from now on, before the key is born that demands it.
  void raise(Duration wanted) throws Exception {
    boolean _ =
        dossiers.act(
            VaultContents.NOTICE,
            state ->
                ((NoticeContent) state.content()).longest().compareTo(wanted) >= 0
                    ? new Step.Nothing<>(() -> false)
                    : new Step.Enter<>(
                        Map.of("kind", Kind.NOTICE_RAISED.code(), "notice", wanted.toString()),
                        _ -> true));
  }

  /// The longest that is demanded; if that isn't known, longer than any that can be announced.
  Duration longest() {
    try {
      return ((NoticeContent) dossiers.state(VaultContents.NOTICE).content()).longest();
    } catch (DossierException e) {
      return NEVER;
    }
  }
}
