// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.walk;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// `docs/walk`: walks through the README and the tutorials.
final class Walk {
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final String LOG = "docs/tutorials/log.md";
  private static final String PICTURE = "docs/pictures/walk.svg";

  private Walk() {}

  /// Walks, and ends with 1 if anything isn't as a page says.
  ///
  /// @param arguments the tree, then options and names of pages
  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    List<String> words = new ArrayList<>(List.of(arguments));
    Path tree = Path.of(words.removeFirst());
    boolean clone = words.remove("--clone");
    boolean log = words.remove("--log");
    boolean show = words.remove("--show");
    boolean picture = words.remove("--picture");
    if (picture) {
      words = List.of("README");
    }
    if (words.stream().anyMatch(word -> word.startsWith("-"))) {
      out.println("docs/walk [--clone | --debian] [--log] [--show] [--picture] [PAGE ...]");
      System.exit(2);
    }
    Map<String, List<Walker.Step>> walked = new LinkedHashMap<>();
    Path walkedTree = clone ? Files.createTempDirectory("clone-").resolve("strongroom") : tree;
    String way = Machine.way(clone, Place.downloads(System.getenv()));
    if (clone) {
      clone(tree, walkedTree);
    }
    for (Path file : pages(walkedTree, words)) {
      Page page = Page.parse(Files.readString(file));
      if (page.blocks().isEmpty()) {
        continue;
      }
      String name = walkedTree.relativize(file).toString();
      out.println("== " + name);
      List<Walker.Step> steps = walk(walkedTree, page);
      walked.put(name, steps);
      steps.forEach(step -> print(out, step, show));
    }
    if (log) {
      Files.writeString(
          tree.resolve(LOG),
          WalkLog.markdown(LocalDate.now(ZoneOffset.UTC), Machine.words(), way, walked));
    }
    if (clone) {
      Place.delete(walkedTree.getParent());
    }
    boolean good = walked.values().stream().flatMap(List::stream).allMatch(Walker.Step::good);
    if (picture && good) {
      Files.writeString(
          tree.resolve(PICTURE),
          Picture.svg(walked.get("README.md"), LocalDate.now(ZoneOffset.UTC)));
    }
    out.println(good ? "No surprise." : "FAILED");
    System.exit(good ? 0 : 1);
  }

  /// What somebody gets who clones the tree: without what isn't committed, and nothing is built.
  private static void clone(Path tree, Path to) throws IOException, InterruptedException {
    int status =
        new ProcessBuilder("git", "clone", "-q", tree.toString(), to.toString())
            .inheritIO()
            .start()
            .waitFor();
    if (status != 0) {
      throw new IOException("git clone ended with " + status);
    }
  }

  private static List<Walker.Step> walk(Path tree, Page page)
      throws IOException, InterruptedException {
    try (Place place = Place.linkedTo(tree)) {
      return new Walker(
              place.folder(),
              place.environment(System.getenv()),
              Files.createDirectory(place.root().resolve("walker")),
              PATIENCE)
          .walk(page);
    }
  }

  private static void print(PrintStream out, Walker.Step step, boolean show) {
    out.printf(
        "  %6.1f s  %s  %s%n", step.took().toMillis() / 1000.0, step.outcome(), step.command());
    if (show || !step.good()) {
      step.shown().lines().map(line -> "            " + line).forEach(out::println);
    }
  }

  /// Those that are named, by their files' names without `.md`; else the README and all tutorials.
  private static List<Path> pages(Path tree, List<String> names) throws IOException {
    List<Path> pages = new ArrayList<>(List.of(tree.resolve("README.md")));
    try (Stream<Path> tutorials = Files.list(tree.resolve("docs/tutorials"))) {
      tutorials
          .filter(page -> page.toString().endsWith(".md") && !page.endsWith("log.md"))
          .sorted()
          .forEach(pages::add);
    }
    if (names.isEmpty()) {
      return pages;
    }
    List<Path> named = new ArrayList<>();
    for (String name : names) {
      named.add(
          pages.stream()
              .filter(page -> page.endsWith(name + ".md"))
              .findFirst()
              .orElseThrow(() -> new IOException("no page is called " + name)));
    }
    return named;
  }
}
