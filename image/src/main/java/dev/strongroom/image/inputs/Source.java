// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import dev.strongroom.image.inputs.Input.Kind;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Somewhere to look for inputs. None is trusted: what comes from there is hashed.
@FunctionalInterface
public interface Source {
  /// Where Debian's packages are by default.
  URI DEBIAN = URI.create("http://deb.debian.org/");

  /// What Debian's mirrors dropped.
  URI DEBIAN_SNAPSHOT = URI.create("https://snapshot.debian.org/");

  /// Where Java's libraries are by default.
  URI MAVEN_CENTRAL = URI.create("https://repo.maven.apache.org/maven2/");

  /// Where this source would have something, the likeliest place first; empty if it has no such
  /// kind.
  ///
  /// @param location as an [Input] of this kind has it
  List<Place> placesOf(Kind kind, String location);

  /// A place for one input.
  sealed interface Place {
    /// A file of this machine.
    ///
    /// @param path where
    record OnDisk(Path path) implements Place {
      @Override
      public String toString() {
        return path.toString();
      }
    }

    /// Something to download.
    ///
    /// @param address by HTTP or HTTPS
    record OnNetwork(URI address) implements Place {
      @Override
      public String toString() {
        return address.toString();
      }
    }
  }

  /// A folder of files, as they are named at their end, or below folders as a mirror has them.
  static Source folder(Path folder) {
    return (kind, location) -> {
      String path = pathOf(kind, location);
      Place below = new Place.OnDisk(folder.resolve(path));
      Place flat = new Place.OnDisk(folder.resolve(path.substring(path.lastIndexOf('/') + 1)));
      // Indices of all suites have the same name.
      boolean alone = below.equals(flat) || isIndex(location);
      return alone ? List.of(below) : List.of(flat, below);
    };
  }

  /// What Maven has downloaded already, usually `~/.m2/repository`.
  static Source localMaven(Path repository) {
    return (kind, location) ->
        kind == Kind.MAVEN
            ? List.of(new Place.OnDisk(repository.resolve(pathOf(kind, location))))
            : List.of();
  }

  /// A mirror of Debian's archives, below which `debian/` and `debian-security/` are.
  static Source debianMirror(URI base) {
    return (kind, location) -> kind == Kind.DEBIAN ? List.of(below(base, location)) : List.of();
  }

  /// `snapshot.debian.org`, or a copy of it, at the moment that a lock names; nothing without one.
  static Source debianSnapshot(URI base, Optional<String> moment) {
    return (kind, location) -> {
      if (kind != Kind.DEBIAN || moment.isEmpty() || isIndex(location)) {
        return List.of();
      }
      int slash = location.indexOf('/');
      String path =
          "archive/"
              + location.substring(0, slash)
              + "/"
              + moment.get()
              + location.substring(slash);
      return List.of(below(base, path));
    };
  }

  /// A Maven repository.
  static Source mavenRepository(URI base) {
    return (kind, location) ->
        kind == Kind.MAVEN ? List.of(below(base, pathOf(kind, location))) : List.of();
  }

  /// The path below a repository of the kind's usual layout.
  private static String pathOf(Kind kind, String location) {
    return kind == Kind.MAVEN ? MavenCoordinates.parse(location).path() : location;
  }

  private static boolean isIndex(String location) {
    return location.contains("/dists/");
  }

  private static Place below(URI base, String path) {
    String text = base.toString();
    return new Place.OnNetwork(
        URI.create((text.endsWith("/") ? text : text + "/") + encoded(path)));
  }

  /// All but unreserved characters (RFC 3986, 2.3) and slashes encoded: some servers take a plus
  /// sign for a blank.
  private static String encoded(String path) {
    StringBuilder out = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-._~/".indexOf(c) >= 0;
      out.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return out.toString();
  }
}
