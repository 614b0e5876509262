// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/// By what a file shows that somebody wrote to it, or put another in its place.
///
/// @param size in bytes
/// @param modified as the file system says; anybody may set it
/// @param changed as well, which nobody can set; the same as `modified` where there is none
/// @param key of the file, wherever its name points to
record FileStamp(long size, FileTime modified, FileTime changed, @Nullable Object key) {
  /// Looks at a file.
  ///
  /// @throws UsageException if it isn't an ordinary file, or isn't there
  static FileStamp of(Path file) throws UsageException {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (attributes.isSymbolicLink()) {
        throw new UsageException(file + ": a symbolic link; name what it points to");
      }
      if (!attributes.isRegularFile()) {
        throw new UsageException(file + ": neither a file nor a folder");
      }
      return new FileStamp(
          attributes.size(),
          attributes.lastModifiedTime(),
          changed(file, attributes),
          attributes.fileKey());
    } catch (NoSuchFileException e) {
      throw new UsageException(file + ": there is no such file");
    } catch (IOException e) {
      throw new UsageException(file + ": can't be read (" + e.getMessage() + ")");
    }
  }

  private static FileTime changed(Path file, BasicFileAttributes attributes) throws IOException {
    return file.getFileSystem().supportedFileAttributeViews().contains("unix")
            && Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS)
                instanceof FileTime time
        ? time
        : attributes.lastModifiedTime();
  }
}
