// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.BlobStore;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.debian.DebPackage;
import dev.strongroom.image.debian.MalformedPackageException;
import dev.strongroom.image.inputs.Fetcher;
import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.inputs.InputException;
import dev.strongroom.image.ramdisk.CpioWriter;
import dev.strongroom.image.ramdisk.Gzip;
import dev.strongroom.image.tree.FileTree;
import dev.strongroom.image.tree.FolderTree;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Makes first ramdisks, each once.
final class BaseRamdisk {
  /// Changed whenever the same inputs give other bytes than before.
  private static final String RECIPE = "base 2";

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

  /// The ramdisk of pinned packages and jars.
  ///
  /// @param packages of Debian
  /// @param runtime jars of the runtime and what it stands on
  /// @param modules of the JDK that the application needs
  /// @param fresh whether to make it anew even if it is cached
  Cache.Kept of(List<Input> packages, List<Input> runtime, SortedSet<String> modules, boolean fresh)
      throws IOException, InterruptedException, InputException, MalformedPackageException {
    Bytes key = key(packages, runtime, modules);
    Optional<Cache.Kept> kept = fresh ? Optional.empty() : cache.find(key);
    return kept.isPresent() ? kept.get() : make(key, packages, runtime, modules);
  }

  private static Bytes key(List<Input> packages, List<Input> runtime, SortedSet<String> modules)
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

  private Cache.Kept make(
      Bytes key, List<Input> packages, List<Input> runtime, SortedSet<String> modules)
      throws IOException, InterruptedException, InputException, MalformedPackageException {
    progress.step("unpacking " + packages.size() + " packages");
    FileTree.Builder files = FileTree.builder();
    Origins origins = new Origins(runtime);
    for (Map.Entry<Input, Path> each : fetcher.fetchAll(packages).entrySet()) {
      FileTree unpacked = DebPackage.open(each.getValue()).unpack(blobs).files();
      origins.add(each.getKey(), unpacked);
      files.putAll(unpacked);
    }
    FileTree tree = files.build();
    Path scratch = cache.scratch();
    try {
      progress.step("linking the Java runtime");
      Path linked = link(tree, runtime, modules, scratch);
      progress.step("compressing the base ramdisk");
      Path made = scratch.resolve("base.cpio.gz");
      FileTree base = BaseTree.of(tree, FolderTree.of(linked));
      Gzip.compress(CpioWriter.archive(base), made);
      return cache.keep(key, made, origins.list(base));
    } finally {
      delete(scratch);
    }
  }

  private Path link(FileTree packages, List<Input> runtime, SortedSet<String> modules, Path scratch)
      throws IOException, InterruptedException, InputException {
    PinnedJdk jdk = PinnedJdk.unpack(packages, scratch.resolve("jdk"));
    Path jars = Files.createDirectory(scratch.resolve("jars"));
    for (var jar : fetcher.fetchAll(runtime).entrySet()) {
      Files.copy(jar.getValue(), jars.resolve(jar.getKey().fileName()));
    }
    SortedSet<String> roots = new TreeSet<>(modules);
    // Each of them: some are there for a service that only the others' code asks for.
    ModuleFinder.of(jars).findAll().forEach(jar -> roots.add(jar.descriptor().name()));
    Path linked = scratch.resolve("java");
    jdk.link(List.of(jars), List.copyOf(roots), linked);
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

  private static void delete(Path folder) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(folder)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
