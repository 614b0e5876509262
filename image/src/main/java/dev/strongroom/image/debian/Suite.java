// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import java.util.List;

/// A suite of one of Debian's archives.
///
/// @param archive the folder on a mirror, such as `debian-security`
/// @param codename such as `trixie-security`
public record Suite(String archive, String codename) {
  /// Debian 13 with its updates and security fixes.
  public static final List<Suite> TRIXIE =
      List.of(
          new Suite("debian", "trixie"),
          new Suite("debian", "trixie-updates"),
          new Suite("debian-security", "trixie-security"));

  /// @throws IllegalArgumentException if one isn't of small letters, digits and dashes
  public Suite {
    if (!archive.matches("[a-z0-9-]+") || !codename.matches("[a-z0-9-]+")) {
      throw new IllegalArgumentException("no suite: " + archive + " " + codename);
    }
  }

  /// Where its signed index is, below a mirror.
  public String inRelease() {
    return folder() + "InRelease";
  }

  /// Where the list of its packages is, below a mirror.
  ///
  /// @param architecture such as `amd64`
  public String packages(String architecture) {
    return folder() + packagesName(architecture);
  }

  /// The same as its signed index has it: component `main` only.
  static String packagesName(String architecture) {
    return "main/binary-" + architecture + "/Packages.xz";
  }

  private String folder() {
    return archive + "/dists/" + codename + "/";
  }

  @Override
  public String toString() {
    return codename;
  }
}
