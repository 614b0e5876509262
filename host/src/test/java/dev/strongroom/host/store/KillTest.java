// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process that writes is killed in the middle of it, again and again (`strongroom.kills` says
/// how often). Nothing that it acknowledged may be lost, and no rule of compare-and-set broken.
///
/// This shows what survives the process, not what survives the machine: for the latter, the flush
/// before each acknowledgement is what [SqliteFileTest] looks for.
class KillTest {
  private static final int KILLS = Integer.getInteger("strongroom.kills", 10);

  /// An acknowledged write.
  private record Acknowledged(String what, int thread, long number, long version) {}

  /// The last acknowledged write of each key, by what and thread.
  private final Map<String, Acknowledged> last = new HashMap<>();

  /// What the shared counter stood at after each acknowledged write.
  private final Set<Long> counted = new HashSet<>();

  private long acknowledged;

  @Test
  void whatWasAcknowledgedSurvives(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("store.db");
    Random random = new Random(20261121);
    for (int kill = 1; kill <= KILLS; kill++) {
      Map<String, Acknowledged> before = Map.copyOf(last);
      List<Acknowledged> lines = runAndKill(file, directory, random.nextInt(5, 150));
      lines.forEach(this::note);
      try (KeyValueStore store = SqliteStore.open(file)) {
        judge(store, "kill " + kill);
        afterTheKill(store, before);
      }
    }
    assertThat(acknowledged).isGreaterThan(5L * KILLS);
  }

  private void note(Acknowledged line) {
    acknowledged++;
    String key = (line.what().equals("gone") ? "come" : line.what()) + line.thread();
    if (line.what().equals("shared")) {
      assertThat(counted.add(line.number())).as("%s counted twice", line).isTrue();
    }
    Acknowledged previous = last.get(key);
    // Lines of the shared counter may overtake each other on their way here.
    if (previous == null || line.version() > previous.version() || line.what().equals("gone")) {
      last.put(key, line);
    }
  }

  private void judge(KeyValueStore store, String when) throws StoreException {
    for (int thread = 0; thread < KillTarget.THREADS; thread++) {
      counter(store.get(KillTarget.own(thread)), last.get("own" + thread), 1, when);
      Optional<Versioned> left = store.get(KillTarget.left(thread));
      counter(left, last.get("pair" + thread), 1, when);
      assertThat(store.get(KillTarget.right(thread)).map(Versioned::value))
          .as(when + ": puts together")
          .isEqualTo(left.map(Versioned::value));
      comesAndGoes(store.get(KillTarget.comesAndGoes(thread)), last.get("come" + thread), when);
    }
    counter(store.get(KillTarget.SHARED), last.get("shared0"), KillTarget.THREADS / 4, when);
  }

  /// Each write adds one, so the number is the count of writes: none may be lost, none doubled, and
  /// at most `inFlight` may have happened without being acknowledged.
  private static void counter(
      Optional<Versioned> found, Acknowledged wanted, int inFlight, String when) {
    long number = KillTarget.number(found);
    if (wanted == null) {
      assertThat(number).as(when).isLessThanOrEqualTo(inFlight);
    } else {
      assertThat(number).as(when).isBetween(wanted.number(), wanted.number() + inFlight);
      if (number == wanted.number()) {
        assertThat(KillTarget.version(found)).as(when).isEqualTo(wanted.version());
      } else {
        assertThat(KillTarget.version(found)).as(when).isGreaterThan(wanted.version());
      }
    }
  }

  /// At most the next step may have happened.
  private static void comesAndGoes(Optional<Versioned> found, Acknowledged wanted, String when) {
    if (wanted != null && found.isPresent()) {
      if (wanted.what().equals("come")) {
        assertThat(KillTarget.version(found)).as(when).isEqualTo(wanted.version());
      } else {
        assertThat(KillTarget.version(found)).as(when).isGreaterThan(wanted.version());
      }
    }
  }

  /// The unacknowledged rest counts from now on: the next process builds on it.
  private void afterTheKill(KeyValueStore store, Map<String, Acknowledged> before)
      throws StoreException {
    for (Map.Entry<String, Acknowledged> entry : before.entrySet()) {
      assertThat(last.get(entry.getKey()).version())
          .isGreaterThanOrEqualTo(entry.getValue().version());
    }
    for (int thread = 0; thread < KillTarget.THREADS; thread++) {
      build("own", thread, store.get(KillTarget.own(thread)));
      build("pair", thread, store.get(KillTarget.left(thread)));
      Acknowledged come = last.get("come" + thread);
      Optional<Versioned> now = store.get(KillTarget.comesAndGoes(thread));
      if (now.isPresent()) {
        build("come", thread, now);
      } else if (come != null) {
        last.put("come" + thread, new Acknowledged("gone", thread, 0, come.version()));
      }
    }
    build("shared", 0, store.get(KillTarget.SHARED));
  }

  private void build(String what, int thread, Optional<Versioned> now) {
    if (now.isPresent()) {
      last.put(
          what + thread,
          new Acknowledged(what, thread, KillTarget.number(now), KillTarget.version(now)));
    }
  }

  /// Runs the target until `millis` after its first acknowledgement.
  private static List<Acknowledged> runAndKill(Path file, Path directory, int millis)
      throws Exception {
    List<String> command =
        List.of(
            ProcessHandle.current().info().command().orElse("java"),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED",
            // Else each kill leaves a library behind.
            "-Dorg.sqlite.tmpdir=" + directory,
            "-cp",
            classPath(),
            KillTarget.class.getName(),
            file.toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<Acknowledged> lines = new ArrayList<>();
    try (BufferedReader reader = process.inputReader()) {
      String line = reader.readLine();
      Thread killer =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  Thread.sleep(millis);
                } catch (InterruptedException e) {
                  // Then at once.
                }
                // Not the process's own method, which also closes what we read.
                process.toHandle().destroyForcibly();
              });
      while (line != null) {
        String[] words = line.split(" ", -1);
        assertThat(words).as(line).hasSize(4);
        lines.add(
            new Acknowledged(
                words[0],
                Integer.parseInt(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3])));
        line = reader.readLine();
      }
      killer.join();
    }
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("killed by SIGKILL").isEqualTo(128 + 9);
    return lines;
  }

  private static String classPath() throws IOException, URISyntaxException {
    List<String> places = new ArrayList<>();
    for (Class<?> type :
        List.of(KillTarget.class, SqliteStore.class, Bytes.class, org.sqlite.JDBC.class)) {
      String resource = "/" + type.getName().replace('.', '/') + ".class";
      String url = String.valueOf(type.getResource(resource));
      // jar:file:/a.jar!/b.class, or file:/classes/b.class
      String place = url.substring(0, url.length() - resource.length());
      place = place.replaceFirst("^jar:", "").replaceFirst("!$", "");
      places.add(Path.of(new URI(place)).toString());
    }
    return String.join(File.pathSeparator, places);
  }
}
