// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.compare;

import dev.strongroom.image.Blob;
import dev.strongroom.image.compare.ContentDifference.EntryDifference;
import dev.strongroom.image.compare.ContentDifference.NotShown;
import dev.strongroom.image.compare.ContentDifference.OtherEntries;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Finds the entries in which two jars differ.
final class JarComparison {
  /// As many are shown; the others are counted.
  private static final int SHOWN = 5;

  /// An entry that unpacks to more isn't looked into.
  private static final long LARGEST_ENTRY = 1L << 30;

  private final Path scratch;
  private final int depth;
  private final List<EntryDifference> found = new ArrayList<>();
  private int others;

  JarComparison(Path scratch, int depth) {
    this.scratch = scratch;
    this.depth = depth;
  }

  /// Compares two jars whose bytes differ.
  ///
  /// @param at where they do
  /// @throws java.util.zip.ZipException if one isn't a jar
  OtherEntries compare(Excerpt at, Path first, Path second) throws IOException {
    try (ZipFile a = new ZipFile(first.toFile());
        ZipFile b = new ZipFile(second.toFile())) {
      Map<String, ZipEntry> inA = entries(a);
      Map<String, ZipEntry> inB = entries(b);
      for (Map.Entry<String, ZipEntry> entry : inA.entrySet()) {
        ZipEntry other = inB.get(entry.getKey());
        if (other == null) {
          note(new EntryDifference.Missing(entry.getKey(), Side.FIRST));
        } else {
          contents(a, entry.getValue(), b, other);
        }
      }
      for (String name : inB.keySet()) {
        if (!inA.containsKey(name)) {
          note(new EntryDifference.Missing(name, Side.SECOND));
        }
      }
      if (found.isEmpty()) {
        attributes(inA, inB);
      }
    }
    return new OtherEntries(at, found, others);
  }

  private static Map<String, ZipEntry> entries(ZipFile jar) {
    Map<String, ZipEntry> entries = new LinkedHashMap<>();
    jar.stream().forEach(entry -> entries.putIfAbsent(entry.getName(), entry));
    return entries;
  }

  private void contents(ZipFile a, ZipEntry first, ZipFile b, ZipEntry second) throws IOException {
    boolean told = first.getSize() == second.getSize() && first.getCrc() == second.getCrc();
    if (!told && found.size() >= SHOWN) {
      others++;
      return;
    }
    // Equal checksums needn't mean equal bytes, where somebody chose them.
    Blob inFirst = new Unzipped(a, first);
    Blob inSecond = new Unzipped(b, second);
    if (Excerpt.mismatch(inFirst, inSecond) < 0) {
      return;
    }
    if (first.getSize() > LARGEST_ENTRY || second.getSize() > LARGEST_ENTRY) {
      note(
          new EntryDifference.Changed(
              first.getName(), new NotShown(first.getSize(), second.getSize())));
      return;
    }
    Path unpackedFirst = unpack(inFirst);
    try {
      Path unpackedSecond = unpack(inSecond);
      try {
        FileComparison.of(unpackedFirst, unpackedSecond, scratch, depth + 1)
            .ifPresent(content -> note(new EntryDifference.Changed(first.getName(), content)));
      } finally {
        Files.deleteIfExists(unpackedSecond);
      }
    } finally {
      Files.deleteIfExists(unpackedFirst);
    }
  }

  /// Of jars with the same names and contents.
  private void attributes(Map<String, ZipEntry> inA, Map<String, ZipEntry> inB) {
    for (Map.Entry<String, ZipEntry> entry : inA.entrySet()) {
      ZipEntry first = entry.getValue();
      ZipEntry second = Optional.ofNullable(inB.get(entry.getKey())).orElse(first);
      attribute(first, "time", time(first), time(second));
      attribute(first, "compression", method(first), method(second));
    }
  }

  private void attribute(ZipEntry entry, String name, String first, String second) {
    if (!first.equals(second)) {
      note(new EntryDifference.Attribute(entry.getName(), name, first, second));
    }
  }

  private static String time(ZipEntry entry) {
    var local = entry.getTimeLocal();
    return local == null ? "unknown" : local.toString();
  }

  private static String method(ZipEntry entry) {
    return switch (entry.getMethod()) {
      case ZipEntry.STORED -> "none";
      case ZipEntry.DEFLATED -> "deflate";
      default -> "method " + entry.getMethod();
    };
  }

  private void note(EntryDifference difference) {
    if (found.size() < SHOWN) {
      found.add(difference);
    } else {
      others++;
    }
  }

  private Path unpack(Blob entry) throws IOException {
    Path file = Files.createTempFile(scratch, "entry", "");
    try (InputStream in = entry.open();
        var out = Files.newOutputStream(file)) {
      // A jar may lie about sizes.
      byte[] buffer = new byte[1 << 16];
      long left = LARGEST_ENTRY;
      for (int n = in.read(buffer); n >= 0 && left > 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        left -= n;
      }
    }
    return file;
  }

  /// An entry's bytes.
  private record Unzipped(ZipFile jar, ZipEntry entry) implements Blob {
    @Override
    public long size() {
      return entry.getSize();
    }

    @Override
    public InputStream open() throws IOException {
      return jar.getInputStream(entry);
    }
  }
}
