// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import java.nio.file.Path;
import java.util.Map;

/// Where things are kept that can be had again.
///
/// @param root `strongroom` in the user's folder for caches
public record CacheFolder(Path root) {
  /// As the XDG Base Directory Specification has it: in `$XDG_CACHE_HOME` if that is an absolute
  /// path, else in `~/.cache`.
  ///
  /// @param environment the process's variables
  /// @param home the user's folder
  public static CacheFolder of(Map<String, String> environment, Path home) {
    Path base = Path.of(environment.getOrDefault("XDG_CACHE_HOME", ""));
    return new CacheFolder(
        (base.isAbsolute() ? base : home.resolve(".cache")).resolve("strongroom"));
  }

  /// Of pinned inputs, see [InputCache].
  public Path inputs() {
    return root.resolve("inputs");
  }

  /// Of what was unpacked from them, see [dev.strongroom.image.BlobStore].
  public Path blobs() {
    return root.resolve("blobs");
  }
}
