// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.upgrade;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.entry.Members;
import dev.strongroom.ledger.upgrade.UpgradeAnnouncement;
import dev.strongroom.ledger.upgrade.UpgradeStatement;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// The announcement that was entered last, and how far it has come.
///
/// @param settings digest of those under which it was decided
/// @param announcement with a quorum's signatures once
/// @param announced index of its entry
/// @param seenBy when a quorum of witnesses had seen that entry
/// @param approval how it was approved, if it was
record UpgradeState(
    Bytes settings,
    UpgradeAnnouncement announcement,
    long announced,
    Instant seenBy,
    Optional<Approval> approval) {
  private static final int VERSION = 1;
  private static final int DIGEST = 32;

  /// An approval.
  ///
  /// @param index of its entry
  /// @param seenBy when a quorum of witnesses had seen that entry
  record Approval(long index, Instant seenBy) {}

  UpgradeState approved(Approval by) {
    return new UpgradeState(settings, announcement, announced, seenBy, Optional.of(by));
  }

  /// From when on it may be approved.
  Instant noticeOver() {
    return seenBy.plus(announcement.notice());
  }

  Map<String, Object> content() {
    Map<String, Object> members = new TreeMap<>();
    members.put("announcement", announcement.content());
    members.put("announced", announced);
    members.put("seenBy", seenBy.toString());
    approval.ifPresent(by -> {
      members.put("approved", by.index());
      members.put("approvalSeenBy", by.seenBy().toString());
    });
    return members;
  }

  Bytes encoded() {
    Map<String, Object> members = content();
    members.put("version", (long) VERSION);
    members.put("settings", settings.hex());
    return CanonicalJson.encode(members);
  }

  static UpgradeState decoded(Bytes encoded) throws MalformedJsonException {
    JsonNode node = CanonicalJson.parse(encoded);
    node.onlyMembers(
        Set.of(
            "version",
            "settings",
            "announcement",
            "announced",
            "seenBy",
            "approved",
            "approvalSeenBy"));
    node.member("version").integer(VERSION, VERSION);
    if (!(UpgradeStatement.read(node.member("announcement"))
        instanceof UpgradeAnnouncement announcement)) {
      throw node.member("announcement").error("not an announcement");
    }
    return new UpgradeState(
        Members.hex(node.member("settings"), DIGEST),
        announcement,
        Members.number(node.member("announced")),
        Members.time(node.member("seenBy")),
        node.optional("approved").isPresent()
            ? Optional.of(
                new Approval(
                    Members.number(node.member("approved")),
                    Members.time(node.member("approvalSeenBy"))))
            : Optional.empty());
  }
}
