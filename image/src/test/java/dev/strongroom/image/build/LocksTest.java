// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.image.Sha256;
import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.inputs.Lock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocksTest {
  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void files() throws IOException {
    Files.createDirectories(folder.resolve("lib/deeper"));
    Files.writeString(folder.resolve("app.jar"), "app");
    Files.writeString(folder.resolve("lib/b.jar"), "b");
    Files.writeString(folder.resolve("lib/a.jar"), "a");
    Files.writeString(folder.resolve("lib/B.jar"), "B");
    Files.writeString(folder.resolve("lib/notes.txt"), "no jar");
    Files.writeString(folder.resolve("lib/deeper/c.jar"), "c");
    Files.writeString(folder.resolve("conf"), "conf");
  }

  @Test
  void pinsJarsInOrderAndFilesOnce() throws Exception {
    Lock lock =
        Locks.withApplication(
            Lock.empty(), project("jars: [lib, app.jar]\nfiles: {x: conf, y: ./lib/../conf}"));
    assertThat(lock.group(Locks.JARS).stream().map(Input::location))
        .containsExactly("lib/B.jar", "lib/a.jar", "lib/b.jar", "app.jar");
    assertThat(lock.group(Locks.FILES).stream().map(Input::location)).containsExactly("conf");
    Input app = lock.group(Locks.JARS).getLast();
    assertThat(app.sha256()).isEqualTo(Sha256.of(folder.resolve("app.jar")));
    assertThat(app.size()).isEqualTo(3);
    assertThat(Lock.parse(lock.text()).text()).isEqualTo(lock.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jars: [none.jar]",
        "jars: [../x.jar]",
        "jars: [/etc/passwd]",
        "jars: [lib/deeper/../../..]",
        "jars: [app.jar, ./app.jar]",
        "jars: [lib, lib/a.jar]",
        "jars: [empty]",
        "jars: [\"a\\0b\"]",
        "jars: [\"with blank.jar\"]",
        "jars: [\"colon:colon.jar\"]",
        "files: {x: none}",
        "files: {x: lib}",
        "files: {x: ../../etc/passwd}"
      })
  void refusesWhatIsNotThereOrElsewhere(String text) throws Exception {
    Files.createDirectories(folder.resolve("empty"));
    Files.writeString(folder.resolve("with blank.jar"), "x");
    Files.writeString(folder.resolve("colon:colon.jar"), "x");
    assertThatThrownBy(() -> Locks.withApplication(Lock.empty(), project(text)))
        .isInstanceOf(ProjectException.class);
  }

  @Test
  void aLockHasToBeOfTheProject() throws Exception {
    Lock lock =
        Locks.withApplication(Lock.empty(), project("jars: [lib, app.jar]\nfiles: {x: conf}"));
    LockedApplication locked =
        LockedApplication.of(project("jars: [./lib/, app.jar]\nfiles: {x: ./conf}"), lock);
    assertThat(locked.jars()).isEqualTo(lock.group(Locks.JARS));
    assertThat(locked.files()).containsOnlyKeys("x");
    for (String other :
        List.of(
            "jars: [lib]\nfiles: {x: conf}",
            "jars: [app.jar, lib]\nfiles: {x: conf}",
            "jars: [lib, app.jar, more.jar]\nfiles: {x: conf}",
            "jars: [lib/a.jar, app.jar]\nfiles: {x: conf}",
            "jars: [lib, app.jar]",
            "jars: [lib, app.jar]\nfiles: {x: app.jar}",
            "files: {x: conf}")) {
      assertThatThrownBy(() -> LockedApplication.of(project(other), lock))
          .as(other)
          .isInstanceOf(ProjectException.class)
          .hasMessageContaining("--lock");
    }
  }

  @Test
  void pinsTheLibrariesThatAreNamedAndNoOthers() throws Exception {
    Project without = project("jars: [app.jar]");
    Project with = project("jars: [app.jar]\nlibraries: [libgomp.so.1]");
    assertThat(Locks.ofThisBuild().groups()).doesNotContainKey(Locks.LIBRARIES);
    Lock plain = Locks.withApplication(Locks.ofThisBuild(), without);
    assertThat(plain.groups()).doesNotContainKey(Locks.LIBRARIES);
    Lock lock = Locks.withApplication(Locks.ofThisBuild(), with);
    Input gomp = lock.group(Locks.LIBRARIES).getFirst();
    assertThat(lock.group(Locks.LIBRARIES)).hasSize(1);
    assertThat(gomp.kind()).isEqualTo(Input.Kind.DEBIAN);
    assertThat(gomp.name()).isEqualTo("libgomp1");
    assertThat(gomp.licence()).isPresent();
    assertThat(LockedApplication.of(with, lock).libraries())
        .isEqualTo(Map.of("libgomp.so.1", gomp));
    assertThat(Locks.withApplication(lock, without).text()).isEqualTo(plain.text());
    assertThatThrownBy(() -> LockedApplication.of(with, plain))
        .isInstanceOf(ProjectException.class)
        .hasMessageContaining("libgomp.so.1 isn't in the lock");
    assertThatThrownBy(() -> LockedApplication.of(without, lock))
        .isInstanceOf(ProjectException.class)
        .hasMessageContaining("libgomp1 is in the lock and not in the project's libraries");
  }

  @Test
  void aJarThatWasAddedToAFolderIsNoticed() throws Exception {
    Project project = project("jars: [lib]");
    Lock lock = Locks.withApplication(Lock.empty(), project);
    Files.writeString(folder.resolve("lib/new.jar"), "new");
    assertThatThrownBy(() -> LockedApplication.of(project, lock))
        .isInstanceOf(ProjectException.class)
        .hasMessageContaining("other jars than the lock");
    // With nothing to compare there is nothing to say: the cache may have the jars.
    for (String name : List.of("a", "b", "B", "new")) {
      Files.delete(folder.resolve("lib").resolve(name + ".jar"));
    }
    Files.delete(folder.resolve("lib/notes.txt"));
    Files.delete(folder.resolve("lib/deeper/c.jar"));
    Files.delete(folder.resolve("lib/deeper"));
    Files.delete(folder.resolve("lib"));
    assertThat(LockedApplication.of(project, lock).jars()).hasSize(3);
  }

  @Test
  void theFolderItselfMayHoldTheJars() throws Exception {
    Project project = Project.forEmulator(folder).withJars(List.of("."));
    Lock lock = Locks.withApplication(Lock.empty(), project);
    assertThat(LockedApplication.of(project, lock).jars()).hasSize(1);
  }

  @Test
  void refusesAStrangeJarInTheRuntime() throws Exception {
    assertThatThrownBy(() -> Locks.withRuntime(Lock.empty(), folder.resolve("lib")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("neither of this build of Strongroom nor in its list");
  }

  @Test
  void aLockHasOneKernel() throws Exception {
    assertThatThrownBy(() -> Locks.kernel(Lock.empty())).isInstanceOf(ProjectException.class);
    Lock lock = Locks.withKernel(Lock.empty(), folder.resolve("conf"), "6.12.1");
    assertThat(Locks.kernel(lock).version()).isEqualTo(Optional.of("6.12.1"));
    assertThat(Locks.ofThisBuild().group(Locks.BASE)).hasSizeGreaterThan(4);
  }

  private Project project(String members) throws ProjectException {
    return ProjectReader.read(
        folder,
        "version: 1\nname: x\ndeployment: x\nrootSecret: {source: simulated}\n" + members + "\n");
  }
}
