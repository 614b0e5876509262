// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.custody.RecoveryHeader;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Says how a drill went.
final class DrillText {
  private final Console console;
  private final boolean json;
  private final RecoveryHeader header;
  private final KitAccounts accounts;

  /// @param opened stays the caller's; nothing secret of it is kept
  DrillText(Console console, boolean json, OpenedKit opened) throws UsageException {
    this.console = console;
    this.json = json;
    this.header = opened.kit().header();
    this.accounts = KitAccounts.of(opened.secret());
  }

  /// Nobody said what to compare with.
  ///
  /// @return the exit status
  int notCompared() throws UsageException {
    return told("nothing", List.of(), "NOT COMPARED  --receipt FILE or --ask says with what");
  }

  /// Compares the kit's key with the vault's.
  ///
  /// @param known the vault's key, or an entry of its birth or rotation
  /// @param place where that is from
  /// @return the exit status
  int compared(JsonNode known, String place) throws UsageException, MalformedJsonException {
    if (!KitAccounts.isComparable(known)) {
      return refused(
          "nothing public is known of this key by " + place + ", so it can't be compared");
    }
    List<String> differences = accounts.differences(known);
    return told(
        place,
        differences,
        differences.isEmpty() ? "MATCH  by " + place : "DIFFERENT  by " + place);
  }

  /// Why nothing could be compared.
  ///
  /// @return the exit status
  int refused(String why) {
    console.out().flush();
    console.err().println("strongroom: the kit opens, but " + Printable.of(why));
    return ExitStatus.REFUSED;
  }

  private int told(String place, List<String> differences, String verdict) throws UsageException {
    if (json) {
      console.out().println(CanonicalJson.text(members(place, differences)));
    } else {
      text(differences, verdict);
    }
    return differences.isEmpty() ? ExitStatus.ACCEPTED : ExitStatus.REFUSED;
  }

  private Map<String, Object> members(String place, List<String> differences) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("id", header.label().keyId());
    members.put("key", accounts.key().value());
    members.put("threshold", (long) header.threshold());
    members.put("guardians", (long) header.guardians().size());
    members.put("comparedWith", place);
    members.put("differences", differences);
    return members;
  }

  private void text(List<String> differences, String verdict) throws UsageException {
    console.out().println("the kit opens");
    line("key", header.label().keyId());
    line("kind", header.label().kind().code());
    line("threshold", header.threshold() + " of " + header.guardians().size());
    try {
      KeyText.addresses(console, accounts.key());
    } catch (MalformedJsonException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
    Style style = Style.of(console);
    console.out().println(differences.isEmpty() ? verdict : style.red(verdict));
    differences.forEach(difference -> console.out().println("  " + Printable.of(difference)));
  }

  private void line(String label, String value) {
    VaultSession.line(console, label, value);
  }
}
