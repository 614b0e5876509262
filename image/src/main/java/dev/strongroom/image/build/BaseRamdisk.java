// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.image.Blob;
import dev.strongroom.image.BlobStore;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.debian.DebPackage;
import dev.strongroom.image.debian.MalformedPackageException;
import dev.strongroom.image.inputs.Fetcher;
import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.inputs.InputException;
import dev.strongroom.image.materials.FileListing;
import dev.strongroom.image.materials.InstalledFile;
import dev.strongroom.image.ramdisk.CpioWriter;
import dev.strongroom.image.ramdisk.Gzip;
import dev.strongroom.image.tree.FileTree;
import dev.strongroom.image.tree.FolderTree;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.FindException;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Makes first ramdisks, each once.
final class BaseRamdisk {
  /// Changed whenever the same inputs give other bytes than before.
  static final String RECIPE = "base 4";

  private static final String CLASS_LIST = "runtime.classes";
  private final Fetcher fetcher;
  private final BlobStore blobs;
  private final Cache cache;
  private final BuildProgress progress;

  BaseRamdisk(Fetcher fetcher, BlobStore blobs, Cache cache, BuildProgress progress) {
    this.fetcher = fetcher;
    this.blobs = blobs;
    this.cache = cache;
    this.progress = progress;
  }

  /// A first ramdisk.
  ///
  /// @param ramdisk its bytes
  /// @param files what is in it
  record Kept(Blob ramdisk, List<InstalledFile> files) {}

  /// The ramdisk of pinned packages and jars.
  ///
  /// @param packages of Debian
  /// @param runtime jars of the runtime and what it stands on
  /// @param modules of the JDK that the application needs
  /// @param fresh whether to make it anew even if it is cached
  Kept of(List<Input> packages, List<Input> runtime, SortedSet<String> modules, boolean fresh)
      throws IOException, InterruptedException, InputException, MalformedPackageException {
    Bytes key = key(packages, runtime, modules);
    Optional<Kept> kept = fresh ? Optional.empty() : find(key);
    return kept.isPresent() ? kept.get() : make(key, packages, runtime, modules);
  }

  private Optional<Kept> find(Bytes key) throws IOException {
    Optional<Blob> ramdisk = cache.find(key);
    Optional<Blob> list = cache.find(listKey(key));
    if (ramdisk.isEmpty() || list.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = list.get().open()) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Optional.of(new Kept(ramdisk.get(), FileListing.parse(text)));
    } catch (MalformedJsonException e) {
      return Optional.empty(); // Of another version.
    }
  }

  /// Under which the list of a ramdisk's files is kept.
  static Bytes listKey(Bytes key) {
    return Sha256.of(Bytes.utf8("files of " + key.hex()));
  }

  static Bytes key(List<Input> packages, List<Input> runtime, SortedSet<String> modules)
      throws IOException {
    StringBuilder text = new StringBuilder(RECIPE).append('\n');
    Stream.of(packages, runtime)
        .flatMap(Collection::stream)
        .map(input -> input.sha256().hex() + " " + input.fileName() + "\n")
        .sorted()
        .forEach(text::append);
    text.append(modules).append('\n').append(Sha256.of(classList()).hex());
    return Sha256.of(Bytes.utf8(text.toString()));
  }

  private Kept make(Bytes key, List<Input> packages, List<Input> runtime, SortedSet<String> modules)
      throws IOException, InterruptedException, InputException, MalformedPackageException {
    progress.step("unpacking " + packages.size() + " packages");
    Origins origins = new Origins(runtime);
    FileTree tree = unpack(packages, origins);
    try (Scratch scratch = cache.scratch()) {
      progress.step("linking the Java runtime");
      Path linked = link(tree, runtime, modules, scratch);
      progress.step("compressing the base ramdisk");
      Path made = scratch.resolve("base.cpio.gz");
      FileTree base = BaseTree.of(tree, FolderTree.of(linked));
      Gzip.compress(CpioWriter.archive(base), made);
      List<InstalledFile> files = origins.list(base);
      Path list = scratch.resolve("base.files");
      cache.keep(listKey(key), Files.write(list, FileListing.text(files).toByteArray()));
      return new Kept(cache.keep(key, made), files);
    }
  }

  private FileTree unpack(List<Input> packages, Origins origins)
      throws IOException, InterruptedException, InputException, MalformedPackageException {
    FileTree.Builder files = FileTree.builder();
    for (Map.Entry<Input, Path> each : fetcher.fetchAll(packages).entrySet()) {
      FileTree unpacked = DebPackage.open(each.getValue()).unpack(blobs).files();
      origins.add(each.getKey(), unpacked);
      try {
        files.putAll(unpacked);
      } catch (IllegalArgumentException e) {
        throw new IOException(
            each.getKey() + " doesn't go with the packages before it: " + e.getMessage(), e);
      }
    }
    return files.build();
  }

  private Path link(
      FileTree packages, List<Input> runtime, SortedSet<String> modules, Scratch scratch)
      throws IOException, InterruptedException, InputException {
    PinnedJdk jdk = PinnedJdk.unpack(packages, scratch.resolve("jdk"));
    Path jars = Files.createDirectory(scratch.resolve("jars"));
    for (var jar : fetcher.fetchAll(runtime).entrySet()) {
      Files.copy(jar.getValue(), jars.resolve(jar.getKey().fileName()));
    }
    SortedSet<String> roots = new TreeSet<>(modules);
    // Each of them: some are there for a service that only the others' code asks for.
    try {
      ModuleFinder.of(jars).findAll().forEach(jar -> roots.add(jar.descriptor().name()));
    } catch (FindException e) {
      throw new ToolException("a jar of the runtime is no module: " + e.getMessage());
    }
    Path linked = scratch.resolve("java");
    jdk.link(List.of(jars), List.copyOf(roots), modules, linked);
    progress.step("archiving the runtime's classes");
    Path list = Files.write(scratch.resolve(CLASS_LIST), classList().toByteArray());
    List<String> options = new ArrayList<>(List.of(ApplicationTree.NATIVE_ACCESS));
    options.addAll(ApplicationTree.MAIN);
    jdk.dumpClasses(linked, list, options);
    return linked;
  }

  private static Bytes classList() throws IOException {
    try (InputStream in = BaseRamdisk.class.getResourceAsStream(CLASS_LIST)) {
      if (in == null) {
        throw new IllegalStateException(CLASS_LIST + " is missing in this build of Strongroom");
      }
      return Bytes.copyOf(in.readAllBytes());
    }
  }
}
