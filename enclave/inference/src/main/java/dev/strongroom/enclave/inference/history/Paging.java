// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.history;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.volume.HistoryRefusedException;
import dev.strongroom.enclave.inference.volume.RawObject;
import dev.strongroom.enclave.inference.volume.VolumeEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which part of a list is asked for, as OpenAI's lists have it.
///
/// @param limit 1 to 100
/// @param ascending whether the oldest come first
/// @param after the id before the first
public record Paging(int limit, boolean ascending, Optional<String> after) {
  private static final int USUAL = 20;

  /// Of the contents of a part, in bytes; a single one may be longer.
  private static final int MOST = 1 << 20;

  private static final Pattern PAIR =
      Pattern.compile("(limit)=([1-9][0-9]?|100)|(order)=(asc|desc)|(after)=([A-Za-z0-9_-]{1,80})");

  /// A part of a list.
  ///
  /// @param entries in the order that was asked for
  /// @param more whether others follow
  public record Part(List<VolumeEntry> entries, boolean more) {
    /// Copies the list.
    public Part {
      entries = List.copyOf(entries);
    }
  }

  /// Reads a query.
  ///
  /// @throws HistoryRefusedException if it has anything else in it
  public static Paging read(String query) throws HistoryRefusedException {
    int limit = USUAL;
    boolean ascending = false;
    Optional<String> after = Optional.empty();
    Set<String> names = new HashSet<>();
    for (String pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      Matcher matcher = PAIR.matcher(pair);
      if (!matcher.matches() || !names.add(pair.substring(0, pair.indexOf('=')))) {
        throw HistoryRefusedException.malformed(
            "a query has limit (1 to 100), order (asc or desc) and after, each once at most");
      }
      if (matcher.group(1) != null) {
        limit = Integer.parseInt(matcher.group(2));
      } else if (matcher.group(3) != null) {
        ascending = matcher.group(4).equals("asc");
      } else {
        after = Optional.of(matcher.group(6));
      }
    }
    return new Paging(limit, ascending, after);
  }

  /// The same, of fewer at once.
  public Paging atMost(int most) {
    return new Paging(Math.min(limit, most), ascending, after);
  }

  /// The part of a list.
  ///
  /// @param all the oldest first
  /// @throws HistoryRefusedException if what it is to begin behind isn't there
  public Part of(List<VolumeEntry> all) throws HistoryRefusedException {
    return of(all, Integer.MAX_VALUE);
  }

  /// The part of a list whose contents are to be read: a shorter one if they are long.
  ///
  /// @param all the oldest first
  /// @throws HistoryRefusedException if what it is to begin behind isn't there
  Part ofContents(List<VolumeEntry> all) throws HistoryRefusedException {
    return of(all, MOST);
  }

  private Part of(List<VolumeEntry> all, long most) throws HistoryRefusedException {
    List<VolumeEntry> ordered = new ArrayList<>(ascending ? all : all.reversed());
    int from = 0;
    if (after.isPresent()) {
      List<String> ids = ordered.stream().map(VolumeEntry::id).toList();
      from = ids.indexOf(after.get()) + 1;
      if (from == 0) {
        throw HistoryRefusedException.notFound();
      }
    }
    int to = from;
    long length = 0;
    while (to < Math.min(ordered.size(), from + limit)) {
      length += ordered.get(to).length();
      if (length > most && to > from) {
        break;
      }
      to++;
    }
    return new Part(ordered.subList(from, to), to < ordered.size());
  }

  /// A list in OpenAI's shape.
  ///
  /// @param data one for each entry
  public static Bytes json(Part part, List<Bytes> data) {
    RawObject list = new RawObject().with("object", "list").with("data", RawObject.list(data));
    Bytes none = Bytes.utf8("null");
    if (part.entries().isEmpty()) {
      list.with("first_id", none).with("last_id", none);
    } else {
      list.with("first_id", part.entries().getFirst().id());
      list.with("last_id", part.entries().getLast().id());
    }
    return list.with("has_more", part.more()).end();
  }
}
