// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import dev.strongroom.image.BlobStore;
import dev.strongroom.image.debian.DebPackage;
import dev.strongroom.image.debian.MalformedPackageException;
import dev.strongroom.image.inputs.Fetcher;
import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.inputs.InputException;
import dev.strongroom.image.tree.FileTree;
import dev.strongroom.image.tree.Node.RegularFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// Takes the libraries that a project names out of their pinned packages, and nothing else of them.
///
/// @param blobs where packages are unpacked
/// @param progress told what is added to the image, and how large it is
record PackedLibraries(Fetcher fetcher, BlobStore blobs, BuildProgress progress) {

  /// A library.
  ///
  /// @param origin the package that it was taken from
  /// @param content its bytes
  record Taken(Input origin, RegularFile content) {}

  /// The libraries by their names.
  ///
  /// @param packages by the names of the libraries that they have
  /// @throws IOException if one lacks its library
  SortedMap<String, Taken> of(SortedMap<String, Input> packages)
      throws IOException, InterruptedException, InputException, MalformedPackageException {
    Map<Input, Path> fetched = fetcher.fetchAll(packages.values());
    SortedMap<String, Taken> taken = new TreeMap<>();
    for (Map.Entry<String, Input> each : packages.entrySet()) {
      Input origin = each.getValue();
      Path file = Objects.requireNonNull(fetched.get(origin));
      FileTree files = DebPackage.open(file).unpack(blobs).files();
      RegularFile library = BaseTree.resolved(files, PinnedJdk.LIBRARIES + "/" + each.getKey());
      progress.step(
          "adding %s of %s %s (%d bytes)"
              .formatted(
                  each.getKey(),
                  origin.name(),
                  origin.version().orElse("?"),
                  library.content().size()));
      taken.put(each.getKey(), new Taken(origin, library));
    }
    return taken;
  }
}
