// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.inputs.Bounded.TooLongException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Optional;

/// A folder of inputs, each in a file named by its SHA-256. Several processes may use it at once: a
/// file appears in one step, complete. It is hashed whenever it is asked for, so the folder needs
/// no trust, and what is damaged is removed and fetched again.
public final class InputCache {
  private final Path folder;

  private InputCache(Path folder) {
    this.folder = folder;
  }

  /// The cache in `folder`, which is made if it is missing.
  ///
  /// @throws IOException if it can't be made
  public static InputCache in(Path folder) throws IOException {
    return new InputCache(Files.createDirectories(folder.toAbsolutePath()));
  }

  /// The file with an input's bytes, if they are here.
  ///
  /// @throws IOException if the folder can't be used
  public Optional<Path> find(Input input) throws IOException {
    Path file = fileOf(input);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    if (Files.size(file) == input.size() && Sha256.of(file).equals(input.sha256())) {
      return Optional.of(file);
    }
    Files.deleteIfExists(file);
    return Optional.empty();
  }

  /// Keeps an input.
  ///
  /// @param filling writes its bytes
  /// @return its file
  /// @throws OtherBytesException if others were written; nothing is kept then
  /// @throws IOException if the folder can't be written, or `filling` fails
  /// @throws InterruptedException if `filling` was interrupted
  Path keep(Input input, Filling filling)
      throws IOException, InterruptedException, OtherBytesException {
    Path unfinished = Files.createTempFile(folder, "unfinished-", "");
    try {
      MessageDigest digest = Sha256.digest();
      try (OutputStream out =
          new Bounded(
              new DigestOutputStream(Files.newOutputStream(unfinished), digest), input.size())) {
        filling.writeTo(out);
      } catch (TooLongException e) {
        throw new OtherBytesException("more than " + input.size() + " bytes");
      }
      long size = Files.size(unfinished);
      if (size != input.size()) {
        throw new OtherBytesException(size + " bytes instead of " + input.size());
      }
      Bytes sha256 = Bytes.copyOf(digest.digest());
      if (!sha256.equals(input.sha256())) {
        throw new OtherBytesException("SHA-256 " + sha256.hex());
      }
      return Files.move(
          unfinished,
          fileOf(input),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private Path fileOf(Input input) {
    return folder.resolve(input.sha256().hex());
  }

  /// Writes an input's bytes.
  @FunctionalInterface
  interface Filling {
    void writeTo(OutputStream out) throws IOException, InterruptedException;
  }

  /// What came isn't what is pinned.
  static final class OtherBytesException extends Exception {
    private static final long serialVersionUID = 1;

    private final String problem;

    OtherBytesException(String problem) {
      super(problem);
      this.problem = problem;
    }

    String problem() {
      return problem;
    }
  }
}
