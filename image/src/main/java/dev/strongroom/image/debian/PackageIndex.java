// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.debian.Decompression.DamagedException;
import dev.strongroom.image.debian.Dependency.Alternative;
import dev.strongroom.image.debian.Dependency.Bound;
import dev.strongroom.image.debian.Stanzas.MalformedStanzaException;
import dev.strongroom.image.debian.Stanzas.Stanza;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The packages of several suites, of each name the newest version.
public final class PackageIndex {
  private static final Set<String> FIELDS =
      Set.of(
          "package",
          "version",
          "architecture",
          "pre-depends",
          "depends",
          "provides",
          "filename",
          "size",
          "sha256");

  private static final Pattern FILENAME = Pattern.compile("pool/[A-Za-z0-9+._~/-]+\\.deb");
  private static final Pattern SIZE = Pattern.compile("[0-9]{1,12}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final SortedMap<String, ListedPackage> newest;
  private final Map<String, Set<String>> providers = new HashMap<>();

  private PackageIndex(SortedMap<String, ListedPackage> newest) {
    this.newest = Collections.unmodifiableSortedMap(newest);
    for (ListedPackage each : newest.values()) {
      for (Alternative provided : each.control().provides()) {
        providers
            .computeIfAbsent(provided.name(), name -> new HashSet<>())
            .add(each.control().name());
      }
    }
  }

  /// Reads lists of packages, which were verified before.
  ///
  /// @param lists each suite's file `Packages.xz`
  /// @throws MalformedIndexException if one isn't as Debian has it
  /// @throws IOException if one can't be read
  public static PackageIndex read(Map<Suite, Path> lists)
      throws IOException, MalformedIndexException {
    SortedMap<String, ListedPackage> newest = new TreeMap<>();
    for (Map.Entry<Suite, Path> list : lists.entrySet()) {
      String name = list.getKey().packages("…");
      try (InputStream in =
              Decompression.open("Packages.xz", Files.newInputStream(list.getValue()));
          BufferedReader lines =
              new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        Stanzas stanzas = new Stanzas(lines, FIELDS);
        for (Stanza stanza = stanzas.next(); stanza != null; stanza = stanzas.next()) {
          ListedPackage listed = listed(stanza, list.getKey());
          newest.merge(listed.control().name(), listed, PackageIndex::newer);
        }
      } catch (MalformedStanzaException e) {
        throw new MalformedIndexException(name, e.line(), e.problem());
      } catch (DamagedException e) {
        throw new MalformedIndexException(name, 0, String.valueOf(e.getMessage()));
      }
    }
    return new PackageIndex(newest);
  }

  /// How many names there are.
  public int size() {
    return newest.size();
  }

  /// The newest version of a package.
  public Optional<ListedPackage> find(String name) {
    return Optional.ofNullable(newest.get(name));
  }

  /// The packages that will do for `wanted`, by name: that of the name first.
  Set<String> candidates(Alternative wanted) {
    Set<String> found = new LinkedHashSet<>();
    if (find(wanted.name()).isPresent() && satisfies(wanted.name(), wanted)) {
      found.add(wanted.name());
    }
    providers.getOrDefault(wanted.name(), Set.of()).stream()
        .sorted()
        .filter(name -> satisfies(name, wanted))
        .forEach(found::add);
    return found;
  }

  /// Whether a package of this index is, or provides, what is wanted.
  boolean satisfies(String name, Alternative wanted) {
    ListedPackage listed = newest.get(name);
    if (listed == null) {
      return false;
    }
    Control control = listed.control();
    if (name.equals(wanted.name())) {
      return wanted.bound().map(bound -> bound.allows(control.version())).orElse(true);
    }
    return control.provides().stream()
        .filter(provided -> provided.name().equals(wanted.name()))
        .anyMatch(provided -> allows(wanted.bound(), provided.bound()));
  }

  /// A name that is provided without a version has none (policy manual, 7.5).
  private static boolean allows(Optional<Bound> wanted, Optional<Bound> provided) {
    return wanted.isEmpty()
        || (provided.isPresent() && wanted.get().allows(provided.get().version()));
  }

  /// Of two with the same version the first: suites of the same archive have the same file.
  private static ListedPackage newer(ListedPackage a, ListedPackage b) {
    return b.control().version().compareTo(a.control().version()) > 0 ? b : a;
  }

  private static ListedPackage listed(Stanza stanza, Suite suite) throws MalformedStanzaException {
    String filename = stanza.require("filename");
    String size = stanza.require("size");
    String sha256 = stanza.require("sha256");
    if (!FILENAME.matcher(filename).matches()
        || filename.contains("..")
        || !SIZE.matcher(size).matches()
        || !SHA256.matcher(sha256).matches()) {
      throw new MalformedStanzaException(stanza.line(), "no path, size and digest of a package");
    }
    return new ListedPackage(
        Control.of(stanza),
        suite.archive() + "/" + filename,
        Long.parseLong(size),
        Bytes.fromHex(sha256));
  }
}
