// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.compare;

import dev.strongroom.image.compare.ContentDifference.EntryDifference;
import dev.strongroom.image.compare.ContentDifference.NotShown;
import dev.strongroom.image.compare.ContentDifference.OtherBytes;
import dev.strongroom.image.compare.ContentDifference.OtherEntries;
import dev.strongroom.image.compare.ContentDifference.OtherLine;
import dev.strongroom.image.eif.SectionType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Differences as people read them.
final class Words {
  private Words() {}

  static String of(Difference difference) {
    return switch (difference) {
      case Difference.HeaderField d ->
          "the header's %s is %s in the first image, %s in the second"
              .formatted(d.field(), d.first(), d.second());
      case Difference.Sections d ->
          "the sections are %s in the first image, %s in the second"
              .formatted(names(d.first()), names(d.second()));
      case Difference.Kernel d -> kernel(d);
      case Difference.CommandLine d -> commandLine(d);
      case Difference.MetadataMember d -> metadata(d);
      case Difference.Signature d -> signature(d);
      case Difference.RamdiskMissing d ->
          "only the %s image has ramdisk %d".formatted(d.only(), d.ramdisk());
      case Difference.RamdiskBytes d ->
          "ramdisk %d differs from %s; the %s image's can't be listed: %s"
              .formatted(d.ramdisk(), d.at(), d.unreadable(), d.problem());
      case Difference.Packing d -> packing(d);
      case Difference.FileMissing d ->
          "%s is in the %s image only (ramdisk %d, %s)"
              .formatted(d.path(), d.only(), d.ramdisk(), count(d.size(), "byte"));
      case Difference.FileContent d -> "%s differs: %s".formatted(d.path(), content(d.content()));
      case Difference.FileAttribute d ->
          "%s of %s is %s in the first image, %s in the second%s"
              .formatted(d.attribute(), d.path(), d.first(), d.second(), others(d.others()));
      case Difference.Order d ->
          "the entries of ramdisk %d have another order: where the first image has %s, the second has %s"
              .formatted(d.ramdisk(), d.first(), d.second());
      case Difference.Others d ->
          "%s more of ramdisk %d differ".formatted(count(d.count(), "entry"), d.ramdisk());
      case Difference.Unexplained d -> "the files differ from byte %d".formatted(d.offset());
    };
  }

  private static String kernel(Difference.Kernel kernel) {
    String versions =
        kernel.firstVersion().equals(kernel.secondVersion())
            ? ", both are " + version(kernel.firstVersion())
            : ", the first is %s, the second %s"
                .formatted(version(kernel.firstVersion()), version(kernel.secondVersion()));
    return "the kernel differs: " + content(kernel.content()) + versions;
  }

  private static String version(Optional<String> version) {
    return version.map(text -> "\"" + text + "\"").orElse("of an unknown version");
  }

  private static String commandLine(Difference.CommandLine line) {
    if (line.onlyFirst().isEmpty() && line.onlySecond().isEmpty()) {
      return "the command line has the same words, but not in the same order";
    }
    return "the command line differs"
        + only(line.onlyFirst(), Side.FIRST)
        + only(line.onlySecond(), Side.SECOND);
  }

  private static String only(List<String> words, Side side) {
    return words.isEmpty()
        ? ""
        : "; only the %s has \"%s\"".formatted(side, String.join(" ", words));
  }

  private static String metadata(Difference.MetadataMember member) {
    if (member.member().isEmpty()) {
      return "the metadata are written otherwise";
    }
    return "the metadata's %s is %s in the first image, %s in the second"
        .formatted(member.member(), value(member.first()), value(member.second()));
  }

  private static String value(Optional<String> value) {
    return value.map(text -> "\"" + text + "\"").orElse("missing");
  }

  private static String signature(Difference.Signature signature) {
    if (signature.firstSigned() != signature.secondSigned()) {
      return "only the %s image is signed"
          .formatted(signature.firstSigned() ? Side.FIRST : Side.SECOND);
    }
    return signature.changes().isEmpty()
        ? "the signatures differ, under the same certificate"
        : "the images are signed under different certificates";
  }

  private static String packing(Difference.Packing packing) {
    String how =
        packing.first().equals(packing.second())
            ? "both by " + packing.first()
            : "by %s and by %s".formatted(packing.first(), packing.second());
    return "ramdisk %d has the same files, but is packed otherwise (%s), from %s"
        .formatted(packing.ramdisk(), how, packing.at());
  }

  private static String content(ContentDifference content) {
    return switch (content) {
      case OtherBytes(Excerpt at, long first, long second) ->
          first == second
              ? "it has other bytes from " + at
              : "it has %d and %s, and other bytes from %s"
                  .formatted(first, count(second, "byte"), at);
      case OtherLine(_, int line, String first, String second) ->
          "its line %d is \"%s\" in the first image, \"%s\" in the second"
              .formatted(line, first, second);
      case OtherEntries(Excerpt at, List<EntryDifference> entries, int others) ->
          entries.isEmpty()
              ? "it has the same entries, stored otherwise, from " + at
              : entries.stream().map(Words::entry).collect(Collectors.joining("; "))
                  + (others == 0 ? "" : "; and %s more differ".formatted(count(others, "entry")));
      case NotShown(long first, long second) ->
          first == second
              ? "it has other bytes"
              : "it has %d and %s".formatted(first, count(second, "byte"));
    };
  }

  private static String entry(EntryDifference difference) {
    return switch (difference) {
      case EntryDifference.Missing(String entry, Side only) ->
          "its entry %s is in the %s image only".formatted(entry, only);
      case EntryDifference.Changed(String entry, ContentDifference content) ->
          content instanceof OtherBytes(Excerpt at, long first, long second) && first == second
              ? "its entry %s has other bytes from %s".formatted(entry, at)
              : "its entry %s differs: %s".formatted(entry, content(content));
      case EntryDifference.Attribute(String entry, String attribute, String first, String second) ->
          "its entry %s has the same bytes, but the %s %s instead of %s"
              .formatted(entry, attribute, second, first);
    };
  }

  private static String names(List<SectionType> sections) {
    return sections.stream().map(SectionType::toString).collect(Collectors.joining(", "));
  }

  private static String others(int count) {
    return count == 0 ? "" : "; and so it is with " + count(count, "other entry");
  }

  private static String count(long count, String noun) {
    if (count == 1) {
      return "1 " + noun;
    }
    return count
        + " "
        + (noun.endsWith("y") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s");
  }
}
