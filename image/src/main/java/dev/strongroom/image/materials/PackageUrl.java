// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.materials;

import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.inputs.MavenCoordinates;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Names of packages that other tools know (package-url specification):
/// `pkg:deb/debian/libc6@2.41`.
public final class PackageUrl {
  private static final String PLAIN = "-._~";

  private PackageUrl() {}

  /// The name of an input; empty for a file of one's own.
  public static Optional<String> of(Input input) {
    String version = encoded(input.version().orElse(""));
    return switch (input.kind()) {
      case DEBIAN ->
          Optional.of(
              "pkg:deb/debian/"
                  + encoded(input.name())
                  + "@"
                  + version
                  + input.architecture().map(text -> "?arch=" + encoded(text)).orElse(""));
      case MAVEN -> Optional.of(maven(MavenCoordinates.parse(input.location())));
      case KERNEL -> Optional.of("pkg:generic/" + encoded(input.name()) + "@" + version);
      case FILE -> Optional.empty();
    };
  }

  private static String maven(MavenCoordinates coordinates) {
    List<String> qualifiers = new ArrayList<>();
    coordinates.classifier().ifPresent(text -> qualifiers.add("classifier=" + encoded(text)));
    if (!coordinates.extension().equals("jar")) {
      qualifiers.add("type=" + encoded(coordinates.extension()));
    }
    return "pkg:maven/"
        + encoded(coordinates.group())
        + "/"
        + encoded(coordinates.artifact())
        + "@"
        + encoded(coordinates.version())
        + (qualifiers.isEmpty() ? "" : "?" + String.join("&", qualifiers));
  }

  /// All but letters, digits and `-._~` by their UTF-8 bytes; the specification leaves colons.
  private static String encoded(String text) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == ':'
              || PLAIN.indexOf(c) >= 0;
      out.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return out.toString();
  }
}
