// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.compare;

import dev.strongroom.image.Blob;
import dev.strongroom.image.compare.ContentDifference.NotShown;
import dev.strongroom.image.compare.Listing.EntryKey;
import dev.strongroom.image.compare.Listing.Listed;
import dev.strongroom.image.compare.Listing.TooManyException;
import dev.strongroom.image.ramdisk.MalformedRamdiskException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds out how two ramdisks differ. Their entries' heads are in memory, contents never are.
final class RamdiskComparison {
  /// As many files are shown; the others are counted.
  private static final int SHOWN = 200;

  private final int number;
  private final Set<Register> changes;
  private final Blob first;
  private final Blob second;
  private final Path scratch;
  private final List<Difference> differences = new ArrayList<>();
  private int others;

  /// @param number of the ramdisk, counted from 1
  /// @param changes the PCRs in which the images differ and that cover it
  /// @param scratch an empty folder
  RamdiskComparison(int number, Set<Register> changes, Blob first, Blob second, Path scratch) {
    this.number = number;
    this.changes = changes;
    this.first = first;
    this.second = second;
    this.scratch = scratch;
  }

  /// The differences; none if they are the same bytes.
  List<Difference> run() throws IOException {
    Optional<Excerpt> at = Excerpt.of(first, second);
    if (at.isEmpty()) {
      return List.of();
    }
    Listing a = list(first, Side.FIRST, at.get());
    Listing b = a == null ? null : list(second, Side.SECOND, at.get());
    if (a != null && b != null) {
      compare(a, b);
      if (differences.isEmpty()) {
        differences.add(
            new Difference.Packing(changes, number, a.packing(), b.packing(), at.get()));
      }
    }
    return List.copyOf(differences);
  }

  private @Nullable Listing list(Blob ramdisk, Side side, Excerpt at) throws IOException {
    try {
      return Listing.of(ramdisk);
    } catch (MalformedRamdiskException e) {
      unlisted(side, e.getMessage() + " (at byte " + e.offset() + ")", at);
    } catch (TooManyException e) {
      unlisted(side, String.valueOf(e.getMessage()), at);
    }
    return null;
  }

  private void unlisted(Side side, String problem, Excerpt at) {
    differences.add(new Difference.RamdiskBytes(changes, number, side, problem, at));
  }

  private void compare(Listing a, Listing b) throws IOException {
    List<EntryKey> other = new ArrayList<>();
    for (Map.Entry<EntryKey, Listed> entry : a.entries().entrySet()) {
      Listed there = b.entries().get(entry.getKey());
      if (there == null) {
        missing(entry.getValue(), Side.FIRST);
      } else if (!there.sha256().equals(entry.getValue().sha256())) {
        other.add(entry.getKey());
      }
    }
    b.entries()
        .forEach((key, listed) -> {
          if (!a.entries().containsKey(key)) {
            missing(listed, Side.SECOND);
          }
        });
    contents(a, b, other);
    differences.addAll(new AttributeComparison(number, changes).compare(a, b));
    order(a, b);
    if (!a.packing().equals(b.packing())) {
      attribute("the packing", a.packing(), b.packing());
    }
    if (others > 0) {
      differences.add(new Difference.Others(changes, number, others));
    }
  }

  private void missing(Listed listed, Side only) {
    note(
        new Difference.FileMissing(
            changes, number, listed.head().path(), only, listed.head().size()));
  }

  private void contents(Listing a, Listing b, List<EntryKey> other) throws IOException {
    List<EntryKey> shown = other.subList(0, Math.min(other.size(), SHOWN));
    Map<EntryKey, ContentDifference> details =
        new ContentComparison(scratch).of(first, second, shown);
    for (EntryKey key : other) {
      Listed inA = Objects.requireNonNull(a.entries().get(key));
      Listed inB = Objects.requireNonNull(b.entries().get(key));
      ContentDifference detail =
          details.getOrDefault(key, new NotShown(inA.head().size(), inB.head().size()));
      note(new Difference.FileContent(changes, number, inA.head().path(), detail));
    }
  }

  /// Where the common entries' orders part.
  private void order(Listing a, Listing b) {
    Iterator<EntryKey> inA = common(a, b);
    Iterator<EntryKey> inB = common(b, a);
    while (inA.hasNext() && inB.hasNext()) {
      EntryKey one = inA.next();
      EntryKey two = inB.next();
      if (!one.equals(two)) {
        differences.add(new Difference.Order(changes, number, text(one), text(two)));
        return;
      }
    }
  }

  private static Iterator<EntryKey> common(Listing listing, Listing other) {
    return listing.entries().keySet().stream()
        .filter(key -> other.entries().containsKey(key))
        .iterator();
  }

  private static String text(EntryKey key) {
    return new String(key.name().toByteArray(), StandardCharsets.UTF_8);
  }

  private void attribute(String attribute, String inFirst, String inSecond) {
    differences.add(
        new Difference.FileAttribute(
            changes, number, "ramdisk " + number, attribute, inFirst, inSecond, 0));
  }

  private void note(Difference difference) {
    if (differences.size() < SHOWN) {
      differences.add(difference);
    } else {
      others++;
    }
  }
}
