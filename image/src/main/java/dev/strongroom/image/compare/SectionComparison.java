// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.compare;

import dev.strongroom.image.Blob;
import dev.strongroom.image.compare.ContentDifference.OtherBytes;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.Section;
import dev.strongroom.image.eif.SectionType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Compares two images section by section.
final class SectionComparison {
  private final EifFile first;
  private final EifFile second;
  private final Set<Register> changed;
  private final Path scratch;
  private final List<Difference> found = new ArrayList<>();

  /// @param changed the PCRs in which the images differ
  /// @param scratch an empty folder
  SectionComparison(EifFile first, EifFile second, Set<Register> changed, Path scratch) {
    this.first = first;
    this.second = second;
    this.changed = changed;
    this.scratch = scratch;
  }

  List<Difference> run() throws IOException {
    header();
    kernel();
    commandLine();
    ramdisks();
    found.addAll(MetadataComparison.of(first.metadata(), second.metadata()));
    signature();
    return found;
  }

  private void header() {
    field("format version", first.version(), second.version());
    field("architecture", first.architecture(), second.architecture());
    List<SectionType> a = first.sections().stream().map(Section::type).toList();
    List<SectionType> b = second.sections().stream().map(Section::type).toList();
    if (!a.equals(b)) {
      found.add(new Difference.Sections(a, b));
    }
  }

  private void field(String name, Object inFirst, Object inSecond) {
    if (!inFirst.equals(inSecond)) {
      found.add(new Difference.HeaderField(name, inFirst.toString(), inSecond.toString()));
    }
  }

  private void kernel() throws IOException {
    Blob a = only(first, SectionType.KERNEL).orElseThrow();
    Blob b = only(second, SectionType.KERNEL).orElseThrow();
    Optional<Excerpt> at = Excerpt.of(a, b);
    if (at.isPresent()) {
      found.add(
          new Difference.Kernel(
              of(Register.PCR0, Register.PCR1),
              new OtherBytes(at.get(), a.size(), b.size()),
              KernelVersion.of(a),
              KernelVersion.of(b)));
    }
  }

  private void commandLine() throws IOException {
    String a = text(only(first, SectionType.COMMAND_LINE).orElseThrow());
    String b = text(only(second, SectionType.COMMAND_LINE).orElseThrow());
    if (!a.equals(b)) {
      found.add(
          new Difference.CommandLine(of(Register.PCR0, Register.PCR1), minus(a, b), minus(b, a)));
    }
  }

  /// Each word counts as often as it is there.
  private static List<String> minus(String line, String other) {
    List<String> left = new ArrayList<>(List.of(line.split(" +", -1)));
    for (String word : other.split(" +", -1)) {
      left.remove(word);
    }
    left.removeIf(String::isEmpty);
    return left;
  }

  private void ramdisks() throws IOException {
    List<Section> a = first.sections(SectionType.RAMDISK);
    List<Section> b = second.sections(SectionType.RAMDISK);
    for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
      Set<Register> changes = of(Register.PCR0, i == 0 ? Register.PCR1 : Register.PCR2);
      if (i < a.size() && i < b.size()) {
        found.addAll(
            new RamdiskComparison(
                    i + 1, changes, first.content(a.get(i)), second.content(b.get(i)), scratch)
                .run());
      } else {
        found.add(
            new Difference.RamdiskMissing(changes, i + 1, i < a.size() ? Side.FIRST : Side.SECOND));
      }
    }
  }

  private void signature() throws IOException {
    Optional<Blob> a = only(first, SectionType.SIGNATURE);
    Optional<Blob> b = only(second, SectionType.SIGNATURE);
    boolean differ =
        a.isPresent() != b.isPresent()
            || (a.isPresent() && b.isPresent() && Excerpt.mismatch(a.get(), b.get()) >= 0);
    if (differ) {
      found.add(new Difference.Signature(of(Register.PCR8), a.isPresent(), b.isPresent()));
    }
  }

  private static Optional<Blob> only(EifFile image, SectionType type) {
    return image.sections(type).stream().findFirst().map(image::content);
  }

  private static String text(Blob commandLine) throws IOException {
    // The format doesn't promise text; what isn't shows as it can.
    try (var in = commandLine.open()) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  /// Those of some registers that differ: a byte that moved from one section to the next changes
  /// nothing that is measured.
  private Set<Register> of(Register... registers) {
    Set<Register> changes = EnumSet.noneOf(Register.class);
    for (Register register : registers) {
      if (changed.contains(register)) {
        changes.add(register);
      }
    }
    return Collections.unmodifiableSet(changes);
  }
}
