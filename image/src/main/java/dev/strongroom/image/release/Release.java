// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.release;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.eif.Measurements;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What somebody releases: an image, what it measures, and from what it was built.
///
/// @param image the file's name: letters, digits, `._+-`
/// @param sha256 of the image, 32 bytes
/// @param unsignedSha256 of the same image without its signature, which is what others can build;
///   empty if it isn't signed
/// @param measurements what an enclave that boots the image measures
/// @param simulated whether the image makes simulated evidence, which protects nothing
/// @param source where its source is
/// @param projectSha256 of `strongroom.yaml`, 32 bytes
/// @param lockSha256 of the lock, 32 bytes
/// @param builder who built it: an address that stands for all that had to be trusted then
/// @param tool the version of Strongroom that built it
/// @param dependencies all that the lock pins
public record Release(
    String image,
    Bytes sha256,
    Optional<Bytes> unsignedSha256,
    Measurements measurements,
    boolean simulated,
    SourceRevision source,
    Bytes projectSha256,
    Bytes lockSha256,
    URI builder,
    String tool,
    List<Dependency> dependencies) {
  private static final int DIGEST = 32;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._+-]{0,199}");

  /// One input.
  ///
  /// @param name where the lock has it
  /// @param url its package URL, if it is a package of anybody's
  /// @param sha256 of its bytes
  public record Dependency(String name, Optional<String> url, Bytes sha256) {}

  /// @throws IllegalArgumentException if a digest hasn't 32 bytes, only one of the two that a
  ///   signature makes is there, or the name isn't that of a file
  public Release {
    if (!NAME.matcher(image).matches()) {
      throw new IllegalArgumentException("no file's name: \"" + image + "\"");
    }
    dependencies = List.copyOf(dependencies);
    if (sha256.length() != DIGEST
        || projectSha256.length() != DIGEST
        || lockSha256.length() != DIGEST
        || unsignedSha256.stream().anyMatch(digest -> digest.length() != DIGEST)) {
      throw new IllegalArgumentException("a SHA-256 has 32 bytes");
    }
    if (unsignedSha256.isPresent() != measurements.pcr8().isPresent()) {
      throw new IllegalArgumentException("a signed image has PCR8 and another digest without it");
    }
  }

  /// The digest of what everybody can build.
  public Bytes buildableSha256() {
    return unsignedSha256.orElse(sha256);
  }
}
