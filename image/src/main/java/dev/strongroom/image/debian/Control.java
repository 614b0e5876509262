// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import dev.strongroom.image.debian.Stanzas.MalformedStanzaException;
import dev.strongroom.image.debian.Stanzas.Stanza;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a package says of itself (policy manual, 5.3).
///
/// @param name such as `libc6`
/// @param version such as `2.41-12+deb13u4`
/// @param architecture such as `amd64`, or `all`
/// @param needs what it depends on: the fields Pre-Depends and Depends
/// @param provides the names it goes by as well, some with an exact version
public record Control(
    String name,
    DebianVersion version,
    String architecture,
    List<Dependency> needs,
    List<Dependency.Alternative> provides) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9+.-]{0,199}");
  private static final Pattern ARCHITECTURE = Pattern.compile("[a-z0-9-]{1,40}");

  /// Keeps copies of the lists.
  public Control {
    needs = List.copyOf(needs);
    provides = List.copyOf(provides);
  }

  /// Reads a stanza of a package's control file, or of an archive's index.
  static Control of(Stanza stanza) throws MalformedStanzaException {
    String name = stanza.require("package");
    String architecture = stanza.require("architecture");
    if (!NAME.matcher(name).matches() || !ARCHITECTURE.matcher(architecture).matches()) {
      throw new MalformedStanzaException(stanza.line(), "no package's name or architecture");
    }
    try {
      return new Control(
          name,
          new DebianVersion(stanza.require("version")),
          architecture,
          Stream.of("pre-depends", "depends")
              .flatMap(field -> Dependency.parse(stanza.optional(field)).stream())
              .toList(),
          Dependency.parse(stanza.optional("provides")).stream()
              .map(provided -> provided.alternatives().getFirst())
              .toList());
    } catch (IllegalArgumentException e) {
      throw new MalformedStanzaException(stanza.line(), name + ": " + e.getMessage());
    }
  }
}
