// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/// A folder of contents, each in a file named by its SHA-256, so that what was unpacked needn't be
/// in memory and is kept once.
///
/// Several processes may use one folder: a file appears there in one step, complete. Nobody has to
/// trust the folder: what is read is hashed again, and the end of other bytes is an error.
public final class BlobStore {
  private static final int BUFFER = 1 << 16;

  private final Path folder;

  private BlobStore(Path folder) {
    this.folder = folder;
  }

  /// The store in `folder`, which is made if it is missing.
  ///
  /// @throws IOException if it can't be made
  public static BlobStore in(Path folder) throws IOException {
    return new BlobStore(Files.createDirectories(folder.toAbsolutePath()));
  }

  /// Keeps all that `content` still has.
  ///
  /// @return the bytes just kept; its stream fails at the end if the file has others by then
  /// @throws IOException if `content` can't be read or the folder can't be written
  public StoredBlob put(InputStream content) throws IOException {
    Path unfinished = Files.createTempFile(folder, "unfinished-", "");
    try {
      MessageDigest digest = Sha256.digest();
      long size;
      try (OutputStream out = new DigestOutputStream(Files.newOutputStream(unfinished), digest)) {
        size = copy(content, out);
      }
      Bytes sha256 = Bytes.copyOf(digest.digest());
      // Over what may be there already: a damaged file is mended by this.
      Path file = folder.resolve(sha256.hex());
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return new StoredBlob(file, sha256, size);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  /// The content with a digest, of which only the size is looked at now; reading it checks the
  /// rest.
  ///
  /// @throws NoSuchFileException if the store has no such content of this size
  /// @throws IOException if the folder can't be read
  public StoredBlob get(Bytes sha256, long size) throws IOException {
    Path file = folder.resolve(sha256.hex());
    if (Files.size(file) != size) {
      throw new NoSuchFileException(file.toString(), null, "has another size");
    }
    return new StoredBlob(file, sha256, size);
  }

  private static long copy(InputStream in, OutputStream out) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long size = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      out.write(buffer, 0, n);
      size += n;
    }
    return size;
  }

  /// Bytes in a store's file.
  ///
  /// @param file where they are
  /// @param sha256 their digest, 32 bytes
  /// @param size how many
  public record StoredBlob(Path file, Bytes sha256, long size) implements Blob {
    @Override
    public InputStream open() throws IOException {
      return new Checked(Files.newInputStream(file), this);
    }

    /// Two are equal if their bytes are, wherever they are kept.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof StoredBlob blob && sha256.equals(blob.sha256) && size == blob.size;
    }

    @Override
    public int hashCode() {
      return sha256.hashCode();
    }
  }

  /// Fails at the end of bytes that have another digest or length.
  private static final class Checked extends DigestInputStream {
    private final StoredBlob blob;
    private long left;
    private boolean ended;

    Checked(InputStream in, StoredBlob blob) {
      super(in, Sha256.digest());
      this.blob = blob;
      this.left = blob.size;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      progress(value < 0 ? -1 : 1);
      return value;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      int count = super.read(target, from, length);
      progress(count);
      return count;
    }

    /// Skipped bytes have to be hashed too.
    @Override
    public long skip(long count) throws IOException {
      return readNBytes(Math.toIntExact(Math.min(Math.max(count, 0), BUFFER))).length;
    }

    @Override
    public boolean markSupported() {
      return false;
    }

    private void progress(int count) throws IOException {
      left -= Math.max(count, 0);
      if (count < 0 && !ended) {
        ended = true;
        if (left != 0 || !Bytes.copyOf(digest.digest()).equals(blob.sha256)) {
          throw new IOException(blob.file + " is damaged: its bytes aren't those of its name");
        }
      }
    }
  }
}
