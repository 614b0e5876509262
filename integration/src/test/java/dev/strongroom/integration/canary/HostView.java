// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.canary;

import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// All that a host can see: its memory, its files, what is in the machine's temporary folder. Notes
/// each canary that it finds.
final class HostView {
  private static final Pattern IDENTITY = Pattern.compile("  identity +([0-9a-f]{64})");
  private static final String CONTROL = "the host's own knowledge";

  private final Canaries canaries;
  private final Path own;
  private final Search search;
  private final Set<Path> before;
  private final Set<String> leaks = new TreeSet<>();
  private long memory;
  private long files;
  private long fileBytes;
  private int dumps;

  /// Remembers what the temporary folder has at this moment.
  ///
  /// @param own the test's folder
  HostView(Canaries canaries, Path own) {
    this.canaries = canaries;
    this.own = own;
    this.search = new Search(needles(canaries));
    this.before = Set.copyOf(children(temporary()));
  }

  private static List<Needle> needles(Canaries canaries) {
    List<Needle> all = new ArrayList<>();
    canaries.words().forEach((said, word) -> all.addAll(Needle.of(said.name(), word)));
    return all;
  }

  private static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  private static List<Path> children(Path folder) {
    File[] all = folder.toFile().listFiles();
    return all == null ? List.of() : List.of(all).stream().map(File::toPath).toList();
  }

  /// Searches a host's memory, and its folder as it is at the same time.
  void look(GatewayUp up) throws IOException, InterruptedException {
    // What its enclave said of itself, which is nowhere but in its heap.
    Matcher identity = IDENTITY.matcher(up.screen());
    if (!identity.find()) {
      throw new IOException("a host that knows no identity: " + up.screen());
    }
    List<Needle> needles = needles(canaries);
    needles.addAll(Needle.of(CONTROL, identity.group(1).substring(0, 32)));
    ProcessMemory.Seen seen = ProcessMemory.search(up.host(), new Search(needles));
    Set<String> found = new TreeSet<>(seen.found());
    if (!found.removeIf(name -> name.startsWith(CONTROL))) {
      leaks.add("NOT SEARCHED: the memory of " + up.folder() + " hasn't what it has to have");
    }
    note("memory of the host " + up.folder().getFileName(), found);
    memory += seen.bytes();
    folder(up.folder());
  }

  /// What is in the memory of somebody who may have it: names of canaries, whatever their form.
  Set<String> inside(long pid) throws IOException, InterruptedException {
    Set<String> found = new TreeSet<>();
    for (String name : ProcessMemory.search(pid, search).found()) {
      found.add(name.substring(0, name.indexOf(' ')));
    }
    return found;
  }

  /// What is in a file, with its form.
  Set<String> inside(Path file) throws IOException {
    return search.in(file);
  }

  /// Whether a file has a text in it, in any form.
  static boolean has(Path file, String text) throws IOException {
    return !new Search(Needle.of(text, text)).in(file).isEmpty();
  }

  /// How many needles there are.
  static int needlesOf(Canaries canaries) {
    return needles(canaries).size();
  }

  /// Searches all files of a folder. A dump of memory is deleted afterwards: they are large.
  void folder(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile()) {
              file(file, attributes.size());
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            // It went away meanwhile, as others' temporary files do.
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private void file(Path file, long size) throws IOException {
    Set<String> found;
    try {
      found = search.in(file);
    } catch (NoSuchFileException | AccessDeniedException e) {
      if (e instanceof AccessDeniedException && file.startsWith(own)) {
        throw e;
      }
      // It went away, or is somebody else's who lets nobody read it.
      return;
    }
    note(file.toString(), found);
    files++;
    fileBytes += size;
    if (isDump(file) && file.startsWith(own)) {
      dumps++;
      Files.delete(file);
    }
  }

  /// What a crash leaves, by its name: the kernel's dump, and the JVM's report.
  static boolean isDump(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.equals("core") || name.startsWith("core.") || name.startsWith("hs_err");
  }

  /// What crashes left in a folder.
  static List<Path> dumps(Path folder) {
    return children(folder).stream().filter(HostView::isDump).toList();
  }

  /// Searches what is new in the machine's temporary folder, whoever made it, but for the test's
  /// own, which is searched by itself.
  void temporaryFiles() throws IOException {
    for (Path child : children(temporary())) {
      if (!before.contains(child) && !own.startsWith(child)) {
        folder(child);
      }
    }
  }

  private void note(String where, Set<String> found) {
    found.forEach(name -> leaks.add(name + ": " + where));
  }

  /// Notes something that must not be.
  void leak(String what) {
    leaks.add(what);
  }

  /// What was found and must not be; best none.
  Set<String> leaks() {
    return leaks;
  }

  /// How many dumps of hosts were searched.
  int dumps() {
    return dumps;
  }

  String words() {
    return new TreeMap<>(
            Map.of(
                "MiB of hosts' memory",
                memory >> 20,
                "files",
                files,
                "MiB of files",
                fileBytes >> 20,
                "dumps",
                (long) dumps))
        .toString();
  }
}
