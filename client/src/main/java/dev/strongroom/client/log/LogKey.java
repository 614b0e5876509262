// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.note.VerifierKey;
import java.util.Set;

/// What a notary says of its log's key. The epoch's evidence has to be appraised before the key is
/// worth anything.
///
/// @param key the log's, by its origin's name
/// @param simulated whether the notary says that its device is simulated
/// @param epoch the present one, whose statement names the same key
public record LogKey(VerifierKey key, boolean simulated, EpochEntry epoch) {
  /// Where a log says it, after its prefix. Not a path of tlog-tiles: mirrors don't have it.
  public static final String PATH = "key";

  /// Checks that the epoch's statement names the key.
  ///
  /// @throws IllegalArgumentException if it names another
  public LogKey {
    if (!epoch.statement().origin().equals(key.name())
        || !epoch.statement().logKey().equals(key.publicKey())) {
      throw new IllegalArgumentException("the epoch's statement names another key");
    }
  }

  /// Reads what the notary says.
  ///
  /// @throws MalformedLedgerException if it contradicts itself, or isn't well formed
  public static LogKey parse(Bytes json) throws MalformedLedgerException {
    String text = json.asUtf8();
    if (text == null) {
      throw new MalformedLedgerException("the log's key isn't UTF-8");
    }
    try {
      JsonNode node = JsonNode.parse(text);
      node.onlyMembers(Set.of("origin", "key", "simulated", "epoch"));
      VerifierKey key = VerifierKey.parse(node.member("key").text());
      if (!node.member("origin").text().equals(key.name())) {
        throw node.member("origin").error("not the name of the key");
      }
      return new LogKey(
          key,
          node.member("simulated").flag(),
          EpochEntry.parse(Entry.parse(CanonicalJson.encode(node.member("epoch").value()))));
    } catch (MalformedJsonException e) {
      throw new MalformedLedgerException("the log's key: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new MalformedLedgerException("the log's key: " + e.getMessage());
    }
  }
}
