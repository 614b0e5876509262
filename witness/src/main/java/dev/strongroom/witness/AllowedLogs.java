// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.VerifierKey;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Logs that an operator names: by their keys, in a file, or by an origin whose first key is
/// pinned. Thread-safe.
public final class AllowedLogs implements KnownLogs {
  private final LogList named;
  private final Optional<LogsFile> file;
  private final Set<String> first;

  private AllowedLogs(LogList named, Optional<LogsFile> file, Set<String> first) {
    this.named = named;
    this.file = file;
    this.first = Set.copyOf(first);
  }

  /// The logs of an operator's choice.
  ///
  /// @param keys of logs, in their text form
  /// @param file with more, which is read again when it has changed
  /// @param first origins whose first key is pinned
  /// @throws MalformedLedgerException if one of the keys isn't a log's
  /// @throws UnreadableLogsException if the file can't be read now
  public static AllowedLogs of(List<String> keys, Optional<Path> file, Set<String> first)
      throws MalformedLedgerException, UnreadableLogsException {
    Set<VerifierKey> parsed = new LinkedHashSet<>();
    for (String key : keys) {
      parsed.add(LogList.key(key));
    }
    Optional<LogsFile> more = file.map(LogsFile::new);
    if (more.isPresent()) {
      more.get().current();
    }
    return new AllowedLogs(LogList.of(parsed), more, first);
  }

  @Override
  public Set<VerifierKey> keys(String origin) throws UnreadableLogsException {
    Set<VerifierKey> keys = named.of(origin);
    if (file.isPresent()) {
      Set<VerifierKey> both = new LinkedHashSet<>(keys);
      both.addAll(file.get().current().of(origin));
      return both;
    }
    return keys;
  }

  @Override
  public boolean pinsFirst(String origin) {
    return first.contains(origin);
  }
}
