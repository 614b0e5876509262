// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A folder as the root of programs that see nothing else of this machine: no network, no other
/// process, of devices only `/dev/null`. The programs are root in there; outside they are whoever
/// started this.
///
/// It keeps builds equal. It is no defence against hostile programs.
final class Sandbox {
  /// Runs in the new namespaces, with the machine's own shell: `$1` is the root.
  private static final String BIND =
      "umask 022; mount --bind /dev/null \"$1/dev/null\"; root=$1; shift; exec chroot \"$root\""
          + " \"$@\"";

  /// Where namespaces are forbidden even to root, as in many containers.
  private static final String MAKE_NODE =
      "umask 022; rm -f \"$1/dev/null\"; mknod -m 666 \"$1/dev/null\" c 1 3; root=$1; shift;"
          + " exec chroot \"$root\" \"$@\"";

  private static final List<String> NAMESPACES =
      List.of("--mount", "--pid", "--net", "--ipc", "--uts", "--fork", "--kill-child");
  private static final List<String> SHELL = List.of("sh", "-eu", "-c");
  private static final Map<String, String> ENVIRONMENT =
      Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL", "C");
  private static final int TRIAL_SECONDS = 30;
  private static final int SHOWN = 300;

  private final List<String> entry;
  private final Path root;

  private Sandbox(List<String> entry, Path root) {
    this.entry = entry;
    this.root = root;
  }

  private record Way(String words, List<String> entry) {}

  /// Tries in which way programs can be started in `root`, which has a shell at `/usr/bin/sh` and
  /// an empty file `/dev/null`.
  ///
  /// @throws NoSandboxException if there is none
  static Sandbox in(Path root) throws NoSandboxException, InterruptedException {
    List<String> failures = new ArrayList<>();
    for (Way way : ways()) {
      Sandbox sandbox = new Sandbox(way.entry, root.toAbsolutePath());
      String problem = sandbox.trial();
      if (problem.isEmpty()) {
        return sandbox;
      }
      failures.add(way.words + ": " + problem);
    }
    throw new NoSandboxException(failures);
  }

  /// Starts a program; its standard error goes where its standard output goes.
  ///
  /// @throws IOException if this machine lacks the tools
  Process start(List<String> command) throws IOException {
    List<String> all = new ArrayList<>(entry);
    all.add("strongroom");
    all.add(root.toString());
    all.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(all).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(ENVIRONMENT);
    Process process = builder.start();
    process.getOutputStream().close();
    return process;
  }

  private static List<Way> ways() {
    return List.of(
        new Way("namespaces as root", entry(List.of(), BIND)),
        new Way(
            "namespaces of an ordinary user", entry(List.of("--user", "--map-root-user"), BIND)),
        new Way("chroot as root", concat(SHELL, List.of(MAKE_NODE))));
  }

  private static List<String> entry(List<String> user, String script) {
    return concat(
        concat(concat(List.of("unshare"), user), NAMESPACES), concat(SHELL, List.of(script)));
  }

  private static List<String> concat(List<String> a, List<String> b) {
    List<String> all = new ArrayList<>(a);
    all.addAll(b);
    return List.copyOf(all);
  }

  /// @return what is wrong; empty if nothing is
  private String trial() throws InterruptedException {
    Process process;
    try {
      process = start(List.of("/usr/bin/sh", "-c", ": >/dev/null && echo inside"));
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
    try (InputStream output = process.getInputStream()) {
      String said = new String(output.readNBytes(SHOWN), StandardCharsets.UTF_8).strip();
      boolean ended = process.waitFor(TRIAL_SECONDS, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0 && said.equals("inside")
          ? ""
          : said.replace('\n', ' ') + (ended ? "" : " (it doesn't end)");
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    } finally {
      process.destroyForcibly();
    }
  }
}
