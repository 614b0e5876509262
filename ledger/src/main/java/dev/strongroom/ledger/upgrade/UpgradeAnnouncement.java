// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.upgrade;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Members;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.operators.OperatorStatement;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Operators say which image is to come, so that everybody can look at it before it gets anything.
///
/// @param log the key of the deployment's log
/// @param release SHA-256 of the signed release's file, 32 bytes (`docs/release.md`)
/// @param image what the released image measures
/// @param notice how long everybody has to look, from when witnesses saw the announcement; whole
///   seconds, up to 365 days
/// @param reason in the operators' words, 1 to 1000 characters in one line
public record UpgradeAnnouncement(
    VerifierKey log, Bytes release, SuccessorImage image, Duration notice, String reason)
    implements UpgradeStatement {
  /// Which step it is.
  static final String STEP = "announcement";

  /// The longest notice.
  public static final Duration MOST_NOTICE = Duration.ofDays(365);

  private static final int VERSION = 1;
  private static final int DIGEST = 32;

  /// Checks what can be checked.
  ///
  /// @throws IllegalArgumentException if the log's key is a witness's, a length is another, the
  ///   notice is too long or has parts of a second, or there is no reason
  public UpgradeAnnouncement {
    OperatorStatement.checkReason(reason);
    if (log.type().timestamped() || release.length() != DIGEST) {
      throw new IllegalArgumentException("the key of a log and a SHA-256 are needed");
    }
    if (notice.isNegative()
        || !notice.truncatedTo(ChronoUnit.SECONDS).equals(notice)
        || notice.compareTo(MOST_NOTICE) > 0) {
      throw new IllegalArgumentException("a notice has whole seconds, up to 365 days");
    }
  }

  @Override
  public String label() {
    return "strongroom upgrade announcement v1";
  }

  @Override
  public Map<String, Object> content() {
    Map<String, Object> members = new TreeMap<>();
    members.put("version", (long) VERSION);
    members.put("step", STEP);
    members.put("log", log.text());
    members.put("release", release.hex());
    members.put("image", image.content());
    members.put("notice", notice.toString());
    members.put("reason", reason);
    return members;
  }

  static UpgradeAnnouncement read(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("version", "step", "log", "release", "image", "notice", "reason"));
    node.member("version").integer(VERSION, VERSION);
    try {
      return new UpgradeAnnouncement(
          VerifierKey.parse(node.member("log").text()),
          Members.hex(node.member("release"), DIGEST),
          SuccessorImage.read(node.member("image")),
          notice(node.member("notice")),
          node.member("reason").text());
    } catch (MalformedLedgerException | IllegalArgumentException e) {
      throw node.error(String.valueOf(e.getMessage()));
    }
  }

  private static Duration notice(JsonNode node) throws MalformedJsonException {
    try {
      Duration notice = Duration.parse(node.text());
      // One way to write it, so that what is read is what was signed.
      if (notice.toString().equals(node.text())) {
        return notice;
      }
    } catch (DateTimeException e) {
      // Refused below.
    }
    throw node.error("a duration such as PT168H is needed");
  }
}
