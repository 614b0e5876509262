// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.release;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A folder in a git work tree, asked through the `git` command.
///
/// @param folder absolute
public record GitFolder(Path folder) {
  /// Nothing of the folder's own configuration is to start programs.
  private static final List<String> HARMLESS =
      List.of("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null");

  private static final int UNTRACKED = 3;

  /// The commit that is checked out; empty if the folder is in no work tree, or there is no git.
  public Optional<String> commit() throws InterruptedException {
    return ask("rev-parse", "--verify", "HEAD").map(String::strip);
  }

  /// The address of the repository called `origin`.
  public Optional<String> origin() throws InterruptedException {
    return ask("remote", "get-url", "origin").map(String::strip);
  }

  /// Files that aren't as they were committed, ignored ones left aside; relative to the work tree.
  ///
  /// @param own files that needn't be, since they were just built
  public List<String> changed(Collection<Path> own) throws InterruptedException {
    Optional<String> top = ask("rev-parse", "--show-toplevel").map(String::strip);
    Optional<String> status = ask("status", "--porcelain", "-z", "--no-renames", "-uall");
    if (top.isEmpty() || status.isEmpty()) {
      return List.of("what git status says");
    }
    Path tree = Path.of(top.get());
    List<Path> exempt = new ArrayList<>();
    for (Path path : own) {
      exempt.add(real(path));
    }
    List<String> changed = new ArrayList<>();
    for (String line : status.get().split("\0", -1)) {
      if (line.length() > UNTRACKED) {
        String path = line.substring(UNTRACKED);
        boolean built = line.startsWith("??") && exempt.contains(real(tree.resolve(path)));
        if (!built) {
          changed.add(path);
        }
      }
    }
    return changed;
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path.toAbsolutePath().normalize();
    }
  }

  /// What git answers; empty if it has no answer.
  private Optional<String> ask(String... question) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(HARMLESS);
    command.addAll(List.of(question));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    Map<String, String> environment = builder.environment();
    // Another repository may have started this, in a hook.
    environment.keySet().removeIf(name -> name.startsWith("GIT_"));
    environment.put("LC_ALL", "C");
    environment.put("GIT_OPTIONAL_LOCKS", "0");
    try {
      Process process = builder.start();
      String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? Optional.of(answer) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
