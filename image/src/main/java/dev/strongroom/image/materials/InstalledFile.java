// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.materials;

import dev.strongroom.attestation.Bytes;
import java.util.List;

/// A file inside an image.
///
/// @param path from the image's root on, without a slash in front
/// @param content what it is
/// @param from digests of the inputs that it was taken or made from; none for what Strongroom
///   itself writes
/// @param why it is there
public record InstalledFile(String path, Content content, List<Bytes> from, String why) {
  /// @param from is copied
  public InstalledFile {
    from = List.copyOf(from);
  }

  /// What is at a path.
  public sealed interface Content {
    /// Bytes.
    ///
    /// @param sha256 of them
    /// @param size how many
    record Data(Bytes sha256, long size) implements Content {}

    /// A symbolic link.
    ///
    /// @param target where to
    record Link(String target) implements Content {}
  }
}
