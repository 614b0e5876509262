// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.kernel.MalformedKernelException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/// A kernel's file, and what it tells of itself.
///
/// @param format how it is packed, and for which processors
/// @param version its version line, printable ASCII; empty if it has none
/// @param configuration its options, where they can be read: inside (option `IKCONFIG`), else in a
///   file `config-RELEASE` beside it
/// @param configurationFrom where they were read, or why they couldn't be, in words
public record KernelImage(
    Format format,
    String version,
    Optional<KernelConfiguration> configuration,
    String configurationFrom) {
  private static final int ARM64_MAGIC = 0x38;
  private static final int ARM64_HEADER = 0x40;
  private static final int ARM64_SIZE = 0x10;
  private static final Pattern RELEASE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+~-]{0,99}");
  private static final int MAX_CONFIGURATION = 1 << 22;

  /// How a kernel is packed.
  public enum Format {
    /// For x86-64: `bzImage`, which Debian calls `vmlinuz`.
    BZIMAGE,
    /// For arm64: `Image`, not compressed.
    ARM64_IMAGE
  }

  /// The release's name, as `uname -r` says it, such as `6.12.117-strongroom`; empty if the kernel
  /// has no version line.
  public String release() {
    int blank = version.indexOf(' ');
    return blank < 0 ? version : version.substring(0, blank);
  }

  /// Reads a kernel's file, with little memory.
  ///
  /// @throws MalformedKernelException if it isn't one that an image could have, or its
  ///   configuration, where there is one, isn't one
  /// @throws IOException if the file can't be read
  public static KernelImage read(Path file) throws IOException, MalformedKernelException {
    long size = Files.size(file);
    Field head;
    try (InputStream in = Files.newInputStream(file)) {
      head = new Field(Bytes.copyOf(in.readNBytes(BzImage.HEADER_LIMIT)));
    }
    if (BzImage.begins(head)) {
      return bzImage(file, BzImage.read(head, size));
    }
    if (head.length() >= ARM64_HEADER && head.u32(ARM64_MAGIC) == 0x644d_5241L) {
      return arm64(file, head, size);
    }
    throw new MalformedKernelException(
        Reason.NOT_A_KERNEL, 0, "neither a bzImage for x86-64 nor an Image for arm64");
  }

  private static KernelImage bzImage(Path file, BzImage header)
      throws IOException, MalformedKernelException {
    Optional<String> embedded;
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(header.payload());
      Optional<InputStream> kernel = Payload.open(new Limited(in, header.payloadLength()));
      if (kernel.isEmpty()) {
        return beside(
            file, Format.BZIMAGE, header.version(), "it is compressed by neither gzip nor xz");
      }
      embedded = EmbeddedConfiguration.find(kernel.get());
    } catch (IOException e) {
      throw damaged(e, header.payload());
    }
    return of(file, Format.BZIMAGE, header.version(), embedded);
  }

  private static KernelImage arm64(Path file, Field head, long size)
      throws IOException, MalformedKernelException {
    // The effective size counts zeros that the file doesn't have; none of it is another mistake.
    if (head.u32(ARM64_SIZE) == 0 && head.u32(ARM64_SIZE + 4) == 0) {
      throw new MalformedKernelException(
          Reason.UNSUPPORTED, ARM64_SIZE, "no size, as before Linux 3.17");
    }
    if (size <= ARM64_HEADER) {
      throw new MalformedKernelException(Reason.TRUNCATED, size, "nothing follows the header");
    }
    String version;
    try (InputStream in = Files.newInputStream(file)) {
      version = VersionLine.find(in);
    }
    Optional<String> embedded;
    try (InputStream in = Files.newInputStream(file)) {
      embedded = EmbeddedConfiguration.find(in);
    } catch (IOException e) {
      throw damaged(e, 0);
    }
    return of(file, Format.ARM64_IMAGE, version, embedded);
  }

  private static KernelImage of(Path file, Format format, String version, Optional<String> embedded)
      throws IOException, MalformedKernelException {
    if (embedded.isEmpty()) {
      return beside(file, format, version, "it carries none (IKCONFIG is off)");
    }
    return new KernelImage(
        format,
        version,
        Optional.of(KernelConfiguration.parse(embedded.get())),
        "inside the kernel");
  }

  /// Distributions keep a kernel's configuration beside it.
  private static KernelImage beside(Path file, Format format, String version, String why)
      throws IOException, MalformedKernelException {
    KernelImage unknown = new KernelImage(format, version, Optional.empty(), why);
    if (!RELEASE.matcher(unknown.release()).matches()) {
      return unknown;
    }
    String name = "config-" + unknown.release();
    Path config = file.resolveSibling(name);
    if (!Files.isRegularFile(config)) {
      return new KernelImage(
          format, version, Optional.empty(), why + ", and there is no " + name + " beside it");
    }
    byte[] text;
    try (InputStream in = Files.newInputStream(config)) {
      text = in.readNBytes(MAX_CONFIGURATION + 1);
    }
    if (text.length > MAX_CONFIGURATION) {
      throw new MalformedKernelException(
          Reason.BAD_CONFIGURATION, MAX_CONFIGURATION, name + " is larger than any configuration");
    }
    KernelConfiguration configuration =
        KernelConfiguration.parse(new String(text, StandardCharsets.UTF_8));
    return new KernelImage(format, version, Optional.of(configuration), name);
  }

  /// @throws IOException if it is no damage, but the file that can't be read
  private static MalformedKernelException damaged(IOException e, long offset) throws IOException {
    IOException named = Payload.named(e);
    if (named instanceof Payload.DamagedException
        || named instanceof EmbeddedConfiguration.TooLargeException) {
      return new MalformedKernelException(
          Reason.BAD_PAYLOAD, offset, String.valueOf(named.getMessage()));
    }
    throw e;
  }
}
