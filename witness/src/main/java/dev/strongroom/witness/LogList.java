// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.VerifierKey;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Keys of logs by origin, which is the key's name (C2SP tlog-policy, "Defining a log").
///
/// @param keys at least one for each origin
record LogList(Map<String, Set<VerifierKey>> keys) {
  /// Of a C2SP policy's other lines; they say nothing about logs.
  private static final Set<String> OTHERS = Set.of("witness", "group", "quorum");

  /// Copies the map.
  LogList {
    keys = Map.copyOf(keys);
  }

  /// The keys of an origin; empty for an unknown one.
  Set<VerifierKey> of(String origin) {
    return keys.getOrDefault(origin, Set.of());
  }

  static LogList of(Iterable<VerifierKey> all) {
    Map<String, Set<VerifierKey>> keys = new LinkedHashMap<>();
    all.forEach(key -> keys.computeIfAbsent(key.name(), _ -> new LinkedHashSet<>()).add(key));
    return new LogList(keys);
  }

  /// Reads a list: a key in each line, or the lines `log KEY [URL]` of a C2SP policy, whose other
  /// lines are passed over. Empty lines and those that start with `#` say nothing.
  ///
  /// @throws UnreadableLogsException if a line is anything else
  static LogList parse(Bytes file) throws UnreadableLogsException {
    String text = file.asUtf8();
    if (text == null) {
      throw new UnreadableLogsException("not UTF-8");
    }
    Set<VerifierKey> all = new LinkedHashSet<>();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      List<String> words =
          List.of(line.split("[ \t]+", -1)).stream().filter(word -> !word.isEmpty()).toList();
      if (words.isEmpty() || words.getFirst().startsWith("#")) {
        continue;
      }
      if (words.size() > 1 && OTHERS.contains(words.getFirst())) {
        continue;
      }
      boolean policy = words.getFirst().equals("log");
      if (words.size() > 3 || (policy ? words.size() < 2 : words.size() > 1)) {
        throw new UnreadableLogsException("line " + number + ": neither a key nor \"log KEY\"");
      }
      try {
        all.add(key(words.get(policy ? 1 : 0)));
      } catch (MalformedLedgerException e) {
        throw new UnreadableLogsException("line " + number + ": " + e.getMessage());
      }
    }
    return of(all);
  }

  /// Reads a log's key.
  ///
  /// @throws MalformedLedgerException if it isn't a key, or one that can't sign for a log
  static VerifierKey key(String text) throws MalformedLedgerException {
    VerifierKey key = VerifierKey.parse(text);
    if (key.type() == KeyType.COSIGNATURE_ED25519) {
      throw new MalformedLedgerException("the key of " + key.name() + " is a witness's");
    }
    return key;
  }
}
