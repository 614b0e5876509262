// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names a file of a Maven repository: `GROUP:ARTIFACT:VERSION`, `…:CLASSIFIER` and `…@EXTENSION`
/// where they are needed, such as `org.example:native:1.0:linux-x86_64@zip`.
///
/// @param group such as `org.example`
/// @param artifact such as `native`
/// @param version such as `1.0`
/// @param classifier such as `linux-x86_64`
/// @param extension `jar` unless written
public record MavenCoordinates(
    String group, String artifact, String version, Optional<String> classifier, String extension) {
  private static final Pattern SYNTAX =
      Pattern.compile(
          "([A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*):([A-Za-z0-9][A-Za-z0-9._-]*)"
              + ":([A-Za-z0-9][A-Za-z0-9._+-]*)(?::([A-Za-z0-9][A-Za-z0-9._-]*))?"
              + "(?:@([A-Za-z0-9]+(?:\\.[A-Za-z0-9]+)*))?");

  /// Reads coordinates.
  ///
  /// @throws IllegalArgumentException if they aren't written like that
  public static MavenCoordinates parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no Maven coordinates: \"" + text + "\"");
    }
    return new MavenCoordinates(
        matcher.group(1),
        matcher.group(2),
        matcher.group(3),
        Optional.ofNullable(matcher.group(4)),
        Optional.ofNullable(matcher.group(5)).orElse("jar"));
  }

  /// The path in a repository of Maven's layout, such as `org/example/lib/1.0/lib-1.0.jar`.
  public String path() {
    String suffix = classifier.map(text -> "-" + text).orElse("");
    return group.replace('.', '/')
        + "/"
        + artifact
        + "/"
        + version
        + "/"
        + artifact
        + "-"
        + version
        + suffix
        + "."
        + extension;
  }

  /// As [#parse] reads it.
  @Override
  public String toString() {
    return group
        + ":"
        + artifact
        + ":"
        + version
        + classifier.map(text -> ":" + text).orElse("")
        + (extension.equals("jar") ? "" : "@" + extension);
  }
}
