// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.upgrade;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.entry.Members;
import dev.strongroom.ledger.note.VerifierKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Operators say, after the notice, that nothing spoke against it. Without it an announcement does
/// nothing: whoever thinks better of it needn't take anything back.
///
/// @param log the key of the deployment's log
/// @param announcement SHA-256 of what operators signed when they announced it
/// @param announced index of the announcement's entry: another announcement of the same image
///   begins another notice
/// @param until how long the signatures are worth something, in whole seconds: a quorum of
///   witnesses has to have seen the approval's entry by then. Without it whoever keeps a signed
///   approval back could use it years later
public record UpgradeApproval(VerifierKey log, Bytes announcement, long announced, Instant until)
    implements UpgradeStatement {
  /// Which step it is.
  static final String STEP = "approval";

  private static final int VERSION = 1;
  private static final int DIGEST = 32;

  /// Checks what can be checked.
  ///
  /// @throws IllegalArgumentException if the log's key is a witness's, no such entry can be, or the
  ///   end has parts of a second
  public UpgradeApproval {
    if (log.type().timestamped()
        || announcement.length() != DIGEST
        || announced < 0
        || announced > CanonicalJson.GREATEST
        || !until.truncatedTo(ChronoUnit.SECONDS).equals(until)) {
      throw new IllegalArgumentException("not the approval of an announcement");
    }
  }

  @Override
  public String label() {
    return "strongroom upgrade approval v1";
  }

  @Override
  public Map<String, Object> content() {
    Map<String, Object> members = new TreeMap<>();
    members.put("version", (long) VERSION);
    members.put("step", STEP);
    members.put("log", log.text());
    members.put("announcement", announcement.hex());
    members.put("announced", announced);
    members.put("until", until.toString());
    return members;
  }

  static UpgradeApproval read(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("version", "step", "log", "announcement", "announced", "until"));
    node.member("version").integer(VERSION, VERSION);
    try {
      return new UpgradeApproval(
          VerifierKey.parse(node.member("log").text()),
          Members.hex(node.member("announcement"), DIGEST),
          Members.number(node.member("announced")),
          Members.time(node.member("until")));
    } catch (MalformedLedgerException | IllegalArgumentException e) {
      throw node.error(String.valueOf(e.getMessage()));
    }
  }
}
