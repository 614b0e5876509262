// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.compare;

import dev.strongroom.image.eif.SectionType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One thing in which two images differ. Texts in it come out of the images: whoever shows them
/// makes control characters harmless.
public sealed interface Difference {
  /// The PCRs that differ for this reason, perhaps among others; none for what nothing measures.
  Set<Register> changes();

  /// A short sentence without an end, such as "app/enclave.json differs: …".
  default String words() {
    return Words.of(this);
  }

  /// A number in the header, which nothing measures.
  ///
  /// @param field such as "format version"
  record HeaderField(String field, String first, String second) implements Difference {
    @Override
    public Set<Register> changes() {
      return Set.of();
    }
  }

  /// Other sections, or in another order. What is missing is a difference of its own; the order
  /// itself isn't measured.
  record Sections(List<SectionType> first, List<SectionType> second) implements Difference {
    /// Copies the lists.
    public Sections {
      first = List.copyOf(first);
      second = List.copyOf(second);
    }

    @Override
    public Set<Register> changes() {
      return Set.of();
    }
  }

  /// The kernel.
  ///
  /// @param firstVersion what the first kernel says of itself, if it does
  /// @param secondVersion the same of the second
  record Kernel(
      Set<Register> changes,
      ContentDifference.OtherBytes content,
      Optional<String> firstVersion,
      Optional<String> secondVersion)
      implements Difference {}

  /// The kernel's command line, word by word.
  ///
  /// @param onlyFirst words that only the first one has; where both lists are empty, only order or
  ///   blanks differ
  /// @param onlySecond words that only the second one has
  record CommandLine(Set<Register> changes, List<String> onlyFirst, List<String> onlySecond)
      implements Difference {
    /// Copies the lists.
    public CommandLine {
      onlyFirst = List.copyOf(onlyFirst);
      onlySecond = List.copyOf(onlySecond);
    }
  }

  /// A member of the metadata, which nothing measures.
  ///
  /// @param member its path, such as `BuildMetadata.BuildTime`; empty if they are the same members
  ///   written otherwise
  /// @param first its value in the first image, if it is there
  /// @param second its value in the second image
  record MetadataMember(String member, Optional<String> first, Optional<String> second)
      implements Difference {
    @Override
    public Set<Register> changes() {
      return Set.of();
    }
  }

  /// The signature section.
  ///
  /// @param changes PCR8, if the certificates differ
  /// @param firstSigned whether the first image is signed
  /// @param secondSigned whether the second one is
  record Signature(Set<Register> changes, boolean firstSigned, boolean secondSigned)
      implements Difference {}

  /// A ramdisk that only one image has.
  ///
  /// @param ramdisk counted from 1
  record RamdiskMissing(Set<Register> changes, int ramdisk, Side only) implements Difference {}

  /// A ramdisk of which one can't be listed, so that only its bytes are compared.
  ///
  /// @param ramdisk counted from 1
  /// @param unreadable which
  /// @param problem why
  /// @param at the first place
  record RamdiskBytes(
      Set<Register> changes, int ramdisk, Side unreadable, String problem, Excerpt at)
      implements Difference {}

  /// A ramdisk whose entries are the same, but packed otherwise: compression, level, padding.
  ///
  /// @param ramdisk counted from 1
  /// @param first how the first one is packed, such as `gzip`
  /// @param second how the second one is
  /// @param at the first place in the packed bytes
  record Packing(Set<Register> changes, int ramdisk, String first, String second, Excerpt at)
      implements Difference {}

  /// An entry that only one ramdisk has.
  ///
  /// @param ramdisk counted from 1
  /// @param path such as `app/enclave.json`
  /// @param size of its content in bytes
  record FileMissing(Set<Register> changes, int ramdisk, String path, Side only, long size)
      implements Difference {}

  /// An entry whose content differs.
  ///
  /// @param ramdisk counted from 1
  /// @param path such as `app/enclave.json`
  record FileContent(Set<Register> changes, int ramdisk, String path, ContentDifference content)
      implements Difference {}

  /// What an archive says about an entry.
  ///
  /// @param ramdisk counted from 1
  /// @param path the first such entry
  /// @param attribute such as "mode"
  /// @param first in the first image
  /// @param second in the second
  /// @param others how many more entries differ in the same way
  record FileAttribute(
      Set<Register> changes,
      int ramdisk,
      String path,
      String attribute,
      String first,
      String second,
      int others)
      implements Difference {}

  /// Entries in another order.
  ///
  /// @param ramdisk counted from 1
  /// @param first what the first ramdisk has where the orders part
  /// @param second what the second one has there
  record Order(Set<Register> changes, int ramdisk, String first, String second)
      implements Difference {}

  /// More entries of a ramdisk than are worth a difference each.
  ///
  /// @param ramdisk counted from 1
  /// @param count how many
  record Others(Set<Register> changes, int ramdisk, int count) implements Difference {}

  /// Bytes that none of the others explains.
  ///
  /// @param offset in the files
  record Unexplained(Set<Register> changes, long offset) implements Difference {}
}
