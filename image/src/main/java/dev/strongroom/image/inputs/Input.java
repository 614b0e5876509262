// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.debian.Control;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// One pinned file that goes into an image or helps to make it. Where it comes from decides
/// nothing: only bytes of this size and digest are ever used.
///
/// @param kind where it may come from
/// @param name such as `libc6`, or a file's name
/// @param version such as `2.41-12+deb13u4`; a file of one's own needs none
/// @param architecture in Debian's words, such as `amd64`; empty for what runs anywhere
/// @param location where in its repository, as [Kind] says
/// @param size in bytes
/// @param sha256 of all its bytes, 32 bytes
/// @param licence as an SPDX expression, where it is known
public record Input(
    Kind kind,
    String name,
    Optional<String> version,
    Optional<String> architecture,
    String location,
    long size,
    Bytes sha256,
    Optional<String> licence) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9+._-]{0,199}");
  private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.+~:_-]{0,199}");
  private static final Pattern ARCHITECTURE = Pattern.compile("[a-z0-9-]{1,40}");
  private static final Pattern ARCHIVE_PATH = Pattern.compile("[a-z0-9-]+(/[A-Za-z0-9+._~-]+)+");
  private static final Pattern LICENCE = Pattern.compile("[\\x20-\\x7e]{1,400}");
  private static final int DIGEST = 32;

  /// Where an input may come from, and what its location is then.
  public enum Kind {
    /// A package of Debian's: the path below a mirror, the archive first, such as
    /// `debian-security/pool/updates/main/g/glibc/libc6_2.41-12_amd64.deb`.
    DEBIAN,
    /// A file of Maven Central or another repository of that layout: its coordinates, see
    /// [MavenCoordinates].
    MAVEN,
    /// A file of one's own: its path relative to the folder of the project.
    FILE,
    /// A kernel that `strongroom kernel` builds: the file's name. No mirror has it.
    KERNEL;

    /// As the lock file has it.
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// @throws IllegalArgumentException if something isn't as it is described, or a location leads
  ///   elsewhere
  public Input {
    require(NAME.matcher(name).matches(), "name", name);
    version.ifPresent(text -> require(VERSION.matcher(text).matches(), "version", text));
    require(version.isPresent() || kind == Kind.FILE, "version", "missing");
    architecture.ifPresent(
        text -> require(ARCHITECTURE.matcher(text).matches(), "architecture", text));
    requirePlain(location);
    switch (kind) {
      case DEBIAN -> require(ARCHIVE_PATH.matcher(location).matches(), "location", location);
      case MAVEN -> MavenCoordinates.parse(location);
      case KERNEL -> require(location.indexOf('/') < 0, "location", location);
      case FILE -> {}
    }
    require(size >= 0, "size", String.valueOf(size));
    require(sha256.length() == DIGEST, "sha256", sha256.hex());
    licence.ifPresent(text -> require(LICENCE.matcher(text).matches(), "licence", text));
  }

  /// A package of Debian's.
  ///
  /// @param control what it says of itself
  /// @param location the path below a mirror, the archive first
  public static Input debian(Control control, String location, long size, Bytes sha256) {
    return new Input(
        Kind.DEBIAN,
        control.name(),
        Optional.of(control.version().text()),
        Optional.of(control.architecture()),
        location,
        size,
        sha256,
        Optional.empty());
  }

  /// A file of a Maven repository.
  public static Input maven(MavenCoordinates coordinates, long size, Bytes sha256) {
    return new Input(
        Kind.MAVEN,
        coordinates.artifact(),
        Optional.of(coordinates.version()),
        Optional.empty(),
        coordinates.toString(),
        size,
        sha256,
        Optional.empty());
  }

  /// The same input with what is known of its licence.
  public Input withLicence(Optional<String> known) {
    return new Input(kind, name, version, architecture, location, size, sha256, known);
  }

  /// The last part of its path, by which a folder may have it.
  public String fileName() {
    String path = kind == Kind.MAVEN ? MavenCoordinates.parse(location).path() : location;
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// Such as `debian libc6 2.41-12 (amd64)`.
  @Override
  public String toString() {
    return kind.word()
        + " "
        + name
        + version.map(text -> " " + text).orElse("")
        + architecture.map(text -> " (" + text + ")").orElse("");
  }

  private static void requirePlain(String location) {
    for (String part : location.split("/", -1)) {
      boolean plain = !part.isEmpty() && !part.equals(".") && !part.equals("..");
      require(plain, "location", location);
    }
    boolean printable = location.codePoints().noneMatch(Character::isISOControl);
    // A backslash would part names elsewhere.
    require(printable && location.indexOf('\\') < 0, "location", location);
  }

  private static void require(boolean good, String member, String found) {
    if (!good) {
      throw new IllegalArgumentException("no proper " + member + ": \"" + found + "\"");
    }
  }
}
