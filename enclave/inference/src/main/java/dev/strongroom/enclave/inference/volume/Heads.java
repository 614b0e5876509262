// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import dev.strongroom.attestation.Bytes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the user's side has seen of its volumes, and what a request sees of them: each state has to
/// follow from those before. One for each request; not thread-safe.
public final class Heads {
  /// The header, of requests and of answers: `ID=VERSION.MARK`, several with commas between.
  public static final String HEADER = "strongroom-history-head";

  /// Of a request, and of an answer: a header has to stay short.
  static final int MOST = 32;

  private static final Pattern HEAD =
      Pattern.compile("([A-Za-z0-9_-]{1,80})=([0-9]{1,15})\\.([0-9a-f]{32})");

  private final Map<String, Seen> seen = new HashMap<>();
  private final Map<String, Seen> met = new LinkedHashMap<>();
  private final Map<String, Seen> written = new LinkedHashMap<>();

  private record Seen(long version, Bytes mark) {}

  private Heads() {}

  /// What nobody has seen anything of.
  public static Heads none() {
    return new Heads();
  }

  /// Reads the header.
  ///
  /// @param headers by lower-case name
  /// @throws HistoryRefusedException if it isn't well formed
  public static Heads of(Map<String, List<String>> headers) throws HistoryRefusedException {
    Heads heads = new Heads();
    for (String line : headers.getOrDefault(HEADER, List.of())) {
      for (String text : line.split(",", -1)) {
        Matcher head = HEAD.matcher(text.strip());
        if (!head.matches() || heads.seen.size() == MOST) {
          throw malformed();
        }
        Seen one = new Seen(Long.parseLong(head.group(2)), Bytes.fromHex(head.group(3)));
        if (one.version() == 0 || heads.seen.put(head.group(1), one) != null) {
          throw malformed();
        }
      }
    }
    return heads;
  }

  private static HistoryRefusedException malformed() {
    return new HistoryRefusedException(
        "malformed-history-head", 400, HEADER + " takes ID=VERSION.MARK, at most " + MOST);
  }

  /// Whether what the host shows may follow what was seen before.
  ///
  /// @param now empty: nothing is there
  /// @throws HistoryRefusedException if it is older, or another history
  void check(String id, Optional<Volume> now) throws HistoryRefusedException {
    Marks marks = now.map(Volume::marks).orElse(Marks.NONE);
    check(seen.get(id), marks);
    Map<String, Seen> said = written.containsKey(id) ? written : met;
    check(said.get(id), marks);
    now.ifPresent(volume -> said.put(id, seen(volume)));
  }

  private static Seen seen(Volume volume) {
    return new Seen(volume.version(), volume.marks().last());
  }

  private static void check(@Nullable Seen before, Marks marks) throws HistoryRefusedException {
    if (before == null) {
      return;
    }
    if (before.version() < marks.first() && !marks.kept().isEmpty()) {
      throw new HistoryRefusedException(
          "head-too-old", 409, "so many changes ago that it can't be told what followed");
    }
    if (!marks.at(before.version()).equals(Optional.of(before.mark()))) {
      throw HistoryRefusedException.rolledBack();
    }
  }

  /// What was written.
  void met(Volume now) {
    written.put(now.id(), seen(now));
  }

  /// What the user's side is to keep: the header of the answer; empty if nothing was met. Of more
  /// than [#MOST] the first are said, and what was written before what was only read: nobody else
  /// tells the user of a state that this request made.
  public Optional<String> said() {
    Map<String, Seen> all = new LinkedHashMap<>(written);
    // What was read before it was written is there already, and newer.
    met.forEach(all::putIfAbsent);
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(
            all.entrySet().stream()
                .limit(MOST)
                .map(one -> text(one.getKey(), one.getValue()))
                .collect(Collectors.joining(", ")));
  }

  private static String text(String id, Seen seen) {
    return id + "=" + seen.version() + "." + seen.mark().hex();
  }
}
