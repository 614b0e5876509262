// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.compare;

import java.util.List;

/// How two files of one name differ inside. Texts in it come out of the images: whoever shows them
/// makes control characters harmless.
public sealed interface ContentDifference {
  /// Nothing more is known than the bytes.
  ///
  /// @param at the first place
  /// @param firstSize of the first file in bytes
  /// @param secondSize of the second
  record OtherBytes(Excerpt at, long firstSize, long secondSize) implements ContentDifference {}

  /// Both are texts.
  ///
  /// @param at the first place
  /// @param line which differs first, counted from 1
  /// @param first that line of the first file, 120 characters around the place where the lines part
  ///   if it is longer; empty behind the end
  /// @param second that of the second
  record OtherLine(Excerpt at, int line, String first, String second)
      implements ContentDifference {}

  /// Both are jars (zip files).
  ///
  /// @param at the first place in the jars' own bytes
  /// @param entries what differs, in the first jar's order; empty if the entries are the same, but
  ///   are stored otherwise
  /// @param others how many more entries differ
  record OtherEntries(Excerpt at, List<EntryDifference> entries, int others)
      implements ContentDifference {
    /// @param entries are copied
    public OtherEntries {
      entries = List.copyOf(entries);
    }
  }

  /// They weren't looked into: enough others were.
  ///
  /// @param firstSize of the first file in bytes
  /// @param secondSize of the second
  record NotShown(long firstSize, long secondSize) implements ContentDifference {}

  /// What differs in a jar.
  sealed interface EntryDifference {
    /// The entry's name.
    String entry();

    /// Only one jar has it.
    ///
    /// @param only which
    record Missing(String entry, Side only) implements EntryDifference {}

    /// It has other bytes.
    ///
    /// @param content what about them
    record Changed(String entry, ContentDifference content) implements EntryDifference {}

    /// It has the same bytes, but the jars say something else about it.
    ///
    /// @param attribute such as "time"
    /// @param first what the first jar says
    /// @param second what the second one says
    record Attribute(String entry, String attribute, String first, String second)
        implements EntryDifference {}
  }
}
