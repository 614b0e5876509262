// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// This build of Strongroom.
public final class Strongroom {
  private Strongroom() {}

  /// Such as `0.1.0`; the same whether this runs as a module or from a class path, because images
  /// state it.
  public static String version() {
    try (InputStream in = Strongroom.class.getResourceAsStream("version.txt")) {
      if (in == null) {
        throw new IllegalStateException("version.txt is missing in this build of Strongroom");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new IllegalStateException("version.txt can't be read", e);
    }
  }
}
