// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.compare;

import dev.strongroom.image.Blob;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.MalformedEifException;
import dev.strongroom.image.eif.Measurements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Two images side by side: whether they are the same, and if not, why.
///
/// @param same whether the files have the same bytes
/// @param first what the first image measures
/// @param second what the second one measures
/// @param differences what is measured first, in the order of the file; none if they are the same
public record Comparison(
    boolean same, Measurements first, Measurements second, List<Difference> differences) {
  /// Copies the list.
  public Comparison {
    differences = List.copyOf(differences);
  }

  /// Compares two images. Memory doesn't grow with them (what grows with the number of their files
  /// has a limit); the files that differ are unpacked to a temporary folder.
  ///
  /// @throws IOException if one can't be read, or nothing can be written to the temporary folder
  /// @throws MalformedImageException if one isn't an image, or its checksum is wrong
  public static Comparison of(Path first, Path second) throws IOException, MalformedImageException {
    try (EifFile a = open(first, Side.FIRST);
        EifFile b = open(second, Side.SECOND)) {
      Measurements inFirst = measure(a, Side.FIRST);
      long offset = Excerpt.mismatch(Blob.of(first), Blob.of(second));
      if (offset < 0) {
        return new Comparison(true, inFirst, inFirst, List.of());
      }
      Measurements inSecond = measure(b, Side.SECOND);
      Set<Register> changed = Register.differing(inFirst, inSecond);
      List<Difference> found;
      Path scratch = Files.createTempDirectory("strongroom-diff");
      try {
        found = new ArrayList<>(HeaderDefaults.differences(first, second));
        found.addAll(new SectionComparison(a, b, changed, scratch).run());
      } finally {
        delete(scratch);
      }
      if (found.isEmpty()) {
        found.add(new Difference.Unexplained(changed, offset));
      }
      found.sort(Comparator.comparing(difference -> difference.changes().isEmpty()));
      return new Comparison(false, inFirst, inSecond, found);
    }
  }

  /// The PCRs in which the images differ.
  public Set<Register> changed() {
    return Register.differing(first, second);
  }

  /// One sentence for each difference, such as "PCR0 and PCR2 differ because app/enclave.json
  /// differs: …". Texts in it come out of the images: whoever shows them makes control characters
  /// harmless.
  public List<String> sentences() {
    return differences.stream().map(Comparison::sentence).toList();
  }

  private static String sentence(Difference difference) {
    String words = difference.words();
    if (difference.changes().isEmpty()) {
      return "Not measured: " + words + ".";
    }
    List<String> names = difference.changes().stream().map(Register::name).toList();
    String registers =
        names.size() == 1
            ? names.getFirst() + " differs"
            : names.stream().limit(names.size() - 1L).collect(Collectors.joining(", "))
                + " and "
                + names.getLast()
                + " differ";
    return registers + " because " + words + ".";
  }

  private static EifFile open(Path file, Side side) throws IOException, MalformedImageException {
    try {
      return EifFile.open(file);
    } catch (MalformedEifException e) {
      throw new MalformedImageException(side, e);
    }
  }

  private static Measurements measure(EifFile image, Side side)
      throws IOException, MalformedImageException {
    try {
      return image.measure();
    } catch (MalformedEifException e) {
      throw new MalformedImageException(side, e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> left = Files.list(folder)) {
      for (Path path : left.toList()) {
        Files.deleteIfExists(path);
      }
    }
    Files.deleteIfExists(folder);
  }
}
