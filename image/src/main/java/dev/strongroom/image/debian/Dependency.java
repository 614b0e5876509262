// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One thing that a package needs, in Debian's relation syntax (policy manual, 7.1): any of its
/// alternatives will do.
///
/// @param alternatives at least one, the best first
public record Dependency(List<Alternative> alternatives) {
  private static final Pattern SYNTAX =
      Pattern.compile(
          "([a-z0-9][a-z0-9+.-]*)(?::[a-z0-9-]+)?"
              + "(?:\\s*\\(\\s*(<<|<=|=|>=|>>)\\s*([^\\s()]+)\\s*\\))?");

  /// @throws IllegalArgumentException if there is no alternative
  public Dependency {
    alternatives = List.copyOf(alternatives);
    if (alternatives.isEmpty()) {
      throw new IllegalArgumentException("a dependency has at least one alternative");
    }
  }

  /// Reads a field such as `libc6 (>= 2.34), debconf | debconf-2.0`.
  ///
  /// @return none for an empty field
  /// @throws IllegalArgumentException if it isn't written like that
  public static List<Dependency> parse(String field) {
    List<Dependency> all = new ArrayList<>();
    for (String needed : field.split(",", -1)) {
      if (!needed.isBlank()) {
        List<Alternative> alternatives = new ArrayList<>();
        for (String one : needed.split("\\|", -1)) {
          alternatives.add(alternative(one.strip()));
        }
        all.add(new Dependency(alternatives));
      }
    }
    return List.copyOf(all);
  }

  private static Alternative alternative(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no dependency: \"" + text + "\"");
    }
    Optional<Bound> bound =
        Optional.ofNullable(matcher.group(2))
            .map(relation -> new Bound(relation, new DebianVersion(matcher.group(3))));
    return new Alternative(matcher.group(1), bound);
  }

  /// A package that will do.
  ///
  /// @param name its name, or one that other packages provide
  /// @param bound which of its versions
  public record Alternative(String name, Optional<Bound> bound) {
    @Override
    public String toString() {
      return name + bound.map(b -> " (" + b.relation() + " " + b.version() + ")").orElse("");
    }
  }

  /// The versions that will do.
  ///
  /// @param relation `<<`, `<=`, `=`, `>=` or `>>`
  /// @param version to compare with
  public record Bound(String relation, DebianVersion version) {
    /// Whether a version will do.
    public boolean allows(DebianVersion other) {
      int order = other.compareTo(version);
      return switch (relation) {
        case "<<" -> order < 0;
        case "<=" -> order <= 0;
        case "=" -> order == 0;
        case ">=" -> order >= 0;
        case ">>" -> order > 0;
        default -> throw new IllegalStateException("no relation: " + relation);
      };
    }
  }

  @Override
  public String toString() {
    return String.join(" | ", alternatives.stream().map(Alternative::toString).toList());
  }
}
