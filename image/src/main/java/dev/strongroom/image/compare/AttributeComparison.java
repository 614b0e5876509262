// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.compare;

import dev.strongroom.image.compare.Listing.EntryKey;
import dev.strongroom.image.compare.Listing.Listed;
import dev.strongroom.image.ramdisk.RamdiskEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// Finds what two archives say otherwise about their common entries. What differs in the same way
/// for many entries is one difference.
final class AttributeComparison {
  /// An archive's own numbers, which have no meaning of their own: one example says enough.
  private static final Set<String> NUMBERED = Set.of("the time", "the inode number", "the links");

  private static final Map<String, Function<RamdiskEntry, String>> ATTRIBUTES = attributes();

  private final int ramdisk;
  private final Set<Register> changes;

  AttributeComparison(int ramdisk, Set<Register> changes) {
    this.ramdisk = ramdisk;
    this.changes = changes;
  }

  /// What is counted as one difference.
  private record Group(String attribute, String first, String second) {}

  /// The first entry of a group, and how many more there are.
  private record Example(String path, String first, String second, int others) {}

  List<Difference> compare(Listing a, Listing b) {
    Map<Group, Example> groups = new LinkedHashMap<>();
    for (Map.Entry<EntryKey, Listed> entry : a.entries().entrySet()) {
      Listed other = b.entries().get(entry.getKey());
      if (other != null) {
        collect(entry.getValue().head(), other.head(), groups);
      }
    }
    List<Difference> found = new ArrayList<>();
    groups.forEach((group, example) ->
        found.add(
            new Difference.FileAttribute(
                changes,
                ramdisk,
                example.path(),
                group.attribute(),
                example.first(),
                example.second(),
                example.others())));
    return found;
  }

  private static void collect(RamdiskEntry a, RamdiskEntry b, Map<Group, Example> groups) {
    ATTRIBUTES.forEach((name, value) -> {
      String first = value.apply(a);
      String second = value.apply(b);
      if (!first.equals(second)) {
        Group group =
            NUMBERED.contains(name) ? new Group(name, "", "") : new Group(name, first, second);
        groups.merge(
            group,
            new Example(a.path(), first, second, 0),
            (old, _) -> new Example(old.path(), old.first(), old.second(), old.others() + 1));
      }
    });
  }

  private static Map<String, Function<RamdiskEntry, String>> attributes() {
    Map<String, Function<RamdiskEntry, String>> attributes = new LinkedHashMap<>();
    attributes.put("the type", entry -> entry.type().toString().toLowerCase(Locale.ROOT));
    attributes.put("the mode", entry -> "%04o".formatted(entry.permissions()));
    attributes.put("the owner", entry -> entry.user() + ":" + entry.group());
    attributes.put("the device", entry -> entry.deviceMajor() + ":" + entry.deviceMinor());
    attributes.put("the time", entry -> Instant.ofEpochSecond(entry.modified()).toString());
    attributes.put("the links", entry -> String.valueOf(entry.links()));
    attributes.put("the inode number", entry -> String.valueOf(entry.inode()));
    return attributes;
  }
}
