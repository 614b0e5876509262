// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.debian.ArchiveKeys;
import dev.strongroom.image.debian.ListedPackage;
import dev.strongroom.image.debian.MalformedIndexException;
import dev.strongroom.image.debian.PackageIndex;
import dev.strongroom.image.debian.Release;
import dev.strongroom.image.debian.Suite;
import dev.strongroom.image.debian.UnknownPackageException;
import dev.strongroom.image.debian.UntrustedArchiveException;
import dev.strongroom.image.inputs.Input.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Looks packages up in Debian's archive, to pin them. This is the one step that trusts a
/// signature: Debian's, of the day. Later only the pinned digests count.
///
/// @param fetcher gets the archive's indices
/// @param suites where packages are looked for
/// @param architecture such as `amd64`
/// @param keys whose signatures are trusted
/// @param clock indices are judged by it
public record Locking(
    Fetcher fetcher,
    List<Suite> suites,
    String architecture,
    ArchiveKeys keys,
    InstantSource clock) {
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /// Keeps a copy of the list.
  public Locking {
    suites = List.copyOf(suites);
  }

  /// The archive's packages as of now.
  ///
  /// @throws UntrustedArchiveException if an index isn't signed as it has to be, or isn't valid now
  /// @throws MalformedIndexException if one can't be understood
  /// @throws InputException if one can't be had
  /// @throws IOException if the cache can't be used
  /// @throws InterruptedException if interrupted
  public PackageIndex index()
      throws IOException,
          InterruptedException,
          InputException,
          UntrustedArchiveException,
          MalformedIndexException {
    Map<Suite, Input> lists = new LinkedHashMap<>();
    for (Suite suite : suites) {
      Bytes inRelease = fetcher.current(suite.inRelease(), Release.MAX_SIZE);
      lists.put(suite, list(Release.verify(inRelease, suite, architecture, keys, clock.instant())));
    }
    Map<Input, Path> files = fetcher.fetchAll(lists.values());
    Map<Suite, Path> paths = new LinkedHashMap<>();
    lists.forEach((suite, input) -> paths.put(suite, files.get(input)));
    return PackageIndex.read(paths);
  }

  /// The newest versions of the named packages, without what they need; by name.
  ///
  /// @throws UnknownPackageException if there is no such package
  public static List<Input> named(PackageIndex index, Collection<String> names)
      throws UnknownPackageException {
    List<ListedPackage> found = new ArrayList<>();
    for (String name : new TreeSet<>(names)) {
      found.add(
          index
              .find(name)
              .orElseThrow(() -> new UnknownPackageException(name, "was asked for by name")));
    }
    return inputs(found);
  }

  /// What the lock file says of packages.
  public static List<Input> inputs(Collection<ListedPackage> packages) {
    return packages.stream()
        .map(each -> Input.debian(each.control(), each.location(), each.size(), each.sha256()))
        .toList();
  }

  /// A moment for [Lock#withSnapshot].
  public static String moment(Instant time) {
    return MOMENT.format(time);
  }

  /// Fetched like any other input: the index pins it.
  private Input list(Release release) {
    return new Input(
        Kind.DEBIAN,
        "Packages",
        Optional.of(moment(release.date())),
        Optional.of(architecture),
        release.suite().packages(architecture),
        release.packages().size(),
        release.packages().sha256(),
        Optional.empty());
  }
}
