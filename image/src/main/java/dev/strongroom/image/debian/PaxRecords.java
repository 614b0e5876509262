// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an extended header (`pax(1)`, "pax Extended Header") says of the entry after it: name, link
/// and size. Times, owners and remarks are passed over; anything else is refused, since it may mean
/// something (a sparse file, an attribute that grants rights).
///
/// @param values by keyword
record PaxRecords(Map<String, String> values) {
  static final PaxRecords NONE = new PaxRecords(Map.of());

  private static final Set<String> WANTED = Set.of("path", "linkpath", "size");
  private static final Set<String> HARMLESS =
      Set.of("mtime", "atime", "ctime", "uid", "gid", "uname", "gname", "comment");

  /// Reads records of the form `LENGTH KEYWORD=VALUE\n`.
  ///
  /// @param part what to call the archive in errors
  /// @param at where in it the bytes begin
  static PaxRecords parse(byte[] bytes, String part, long at) throws MalformedPackageException {
    Map<String, String> values = new HashMap<>();
    int from = 0;
    while (from < bytes.length) {
      int blank = from;
      while (blank < bytes.length && bytes[blank] != ' ') {
        blank++;
      }
      try {
        String digits = TarHeader.utf8(bytes, from, blank - from);
        int length = digits.matches("[1-9][0-9]{0,5}") ? Integer.parseInt(digits) : 0;
        int end = from + length;
        if (end > bytes.length || end <= blank + 1 || bytes[end - 1] != '\n') {
          throw new MalformedPackageException(part, at + from, "no extended header's record");
        }
        String record = TarHeader.utf8(bytes, blank + 1, end - blank - 2);
        int equals = record.indexOf('=');
        String keyword = equals < 0 ? record : record.substring(0, equals);
        if (equals < 0 || (!WANTED.contains(keyword) && !HARMLESS.contains(keyword))) {
          throw new MalformedPackageException(
              part, at + from, "an extended header with \"" + keyword + "\"");
        }
        values.put(keyword, record.substring(equals + 1));
        from = end;
      } catch (CharacterCodingException e) {
        throw new MalformedPackageException(part, at + from, "an extended header without UTF-8");
      }
    }
    requireSize(values.get("size"), part, at);
    return new PaxRecords(Map.copyOf(values));
  }

  private static void requireSize(@Nullable String size, String part, long at)
      throws MalformedPackageException {
    if (size != null && !size.matches("[0-9]{1,12}")) {
      throw new MalformedPackageException(part, at, "an extended header's size is no number");
    }
  }

  /// `header` with what was said before it; GNU's long names count as an extended header's.
  TarHeader overriding(TarHeader header, @Nullable String longName, @Nullable String longLink) {
    String size = values.get("size");
    return new TarHeader(
        values.getOrDefault("path", longName == null ? header.name() : longName),
        header.type(),
        header.mode(),
        size == null ? header.size() : Long.parseLong(size),
        values.getOrDefault("linkpath", longLink == null ? header.link() : longLink));
  }
}
