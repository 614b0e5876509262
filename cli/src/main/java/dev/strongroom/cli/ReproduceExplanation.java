// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.image.compare.Comparison;
import dev.strongroom.image.compare.MalformedImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Tells where a rebuilt image differs from the released one.
final class ReproduceExplanation {
  private ReproduceExplanation() {}

  /// @param released the released image, which may not be here
  /// @throws IOException if one of them can't be read
  static void write(Console console, Path released, Path rebuilt) throws IOException {
    if (!Files.isRegularFile(released)) {
      console
          .out()
          .println("  " + Printable.of(released + " isn't here: --image FILE, and this says why"));
      return;
    }
    try {
      // Names and texts come out of the images, whoever made them.
      Comparison.of(released, rebuilt)
          .sentences()
          .forEach(sentence -> console.out().println("  " + Printable.of(sentence)));
    } catch (MalformedImageException e) {
      console.out().println("  " + Printable.of(released + ": " + e.problem().getMessage()));
    }
  }
}
