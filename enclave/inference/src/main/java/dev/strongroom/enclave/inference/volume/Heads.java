// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import dev.strongroom.attestation.Bytes;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  private final Set<String> written = new LinkedHashSet<>();

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
    check(met.get(id), marks);
    now.ifPresent(this::met);
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
  void wrote(Volume now) {
    met(now);
    written.add(now.id());
  }

  private void met(Volume now) {
    met.put(now.id(), new Seen(now.version(), now.marks().last()));
  }

  /// What the user's side is to keep: the header of the answer; empty if nothing was met. Of many
  /// those are said that nobody could know before, which were written; then those that the request
  /// named; then the first of the others.
  public Optional<String> said() {
    Set<String> ids = new LinkedHashSet<>(written);
    met.keySet().stream().filter(seen::containsKey).forEach(ids::add);
    ids.addAll(met.keySet());
    StringBuilder said = new StringBuilder();
    for (String id : ids.stream().limit(MOST).toList()) {
      Seen now = Objects.requireNonNull(met.get(id));
      said.append(said.isEmpty() ? "" : ", ");
      said.append(id).append('=').append(now.version());
      said.append('.').append(now.mark().hex());
    }
    return said.isEmpty() ? Optional.empty() : Optional.of(said.toString());
  }
}
