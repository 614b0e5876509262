// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleNeedsTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void findsWhatClassesName() throws Exception {
    assertThat(
            of(
                jar("a", "class A { java.sql.Connection connection; }"),
                jar("b", "class B { java.net.http.HttpClient client; }")))
        .containsExactly("java.base", "java.net.http", "java.sql");
  }

  /// In an image it is on the class path, and what it requires is in the runtime.
  @Test
  void aModuleIsLookedAtLikeAnyJar() throws Exception {
    Path jar = folder.resolve("module.jar");
    Path descriptor = folder.resolve("module-info.java");
    Files.writeString(descriptor, "module m { requires java.sql; requires static java.xml; }");
    int status =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(System.out, System.err, "-d", folder.toString(), descriptor.toString());
    assertThat(status).isZero();
    byte[] described = Files.readAllBytes(folder.resolve("module-info.class"));
    try (ZipFile plain = new ZipFile(jar("a", "class A { java.net.http.HttpClient c; }").toFile());
        ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("A.class"));
      zip.write(plain.getInputStream(plain.getEntry("A.class")).readAllBytes());
      // As if it required a module that is nowhere here.
      byte[] elsewhere =
          new String(described, StandardCharsets.ISO_8859_1)
              .replace("java.sql", "java.sqx")
              .getBytes(StandardCharsets.ISO_8859_1);
      for (String name : List.of("module-info.class", "META-INF/versions/25/module-info.class")) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(elsewhere);
      }
    }
    assertThat(of(jar)).containsExactly("java.base", "java.net.http");
  }

  @Test
  void remembersWhatItFound() throws Exception {
    Path jar = jar("a", "class A { java.sql.Connection connection; }");
    SortedSet<String> found = of(jar);
    Path kept;
    try (Stream<Path> list = Files.list(folder.resolve("cache"))) {
      kept = list.filter(path -> !path.toString().endsWith(".sha256")).findFirst().orElseThrow();
    }
    assertThat(of(jar)).isEqualTo(found);
    // What is damaged is looked up again, not believed.
    Files.writeString(kept, "java.base");
    assertThat(of(jar)).isEqualTo(found);
    assertThat(Files.readString(kept)).isEqualTo("java.base\njava.sql");
  }

  @Test
  void freshLooksAgain() throws Exception {
    Path jar = jar("a", "class A { java.sql.Connection connection; }");
    of(jar);
    try (Stream<Path> list = Files.list(folder.resolve("cache"))) {
      for (Path path : list.toList()) {
        String text = path.toString().endsWith(".sha256") ? Sha256.of(Bytes.utf8("x")).hex() : "x";
        Files.writeString(path, text);
      }
    }
    assertThat(of(jar)).containsExactly("x");
    assertThat(needs().of(digests(jar), true)).contains("java.sql");
  }

  @Test
  void anApplicationWithoutClassesNeedsAtMostTheBase() throws Exception {
    Path jar = folder.resolve("empty.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("notes.txt"));
      zip.write("none".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(of(jar)).isSubsetOf("java.base");
    assertThat(needs().of(Map.of(), false)).isEmpty();
  }

  @Test
  void whatIsNoJarIsNamed() throws Exception {
    Path jar = Files.writeString(folder.resolve("no.jar"), "no jar");
    assertThatThrownBy(() -> of(jar)).isInstanceOf(ProjectException.class);
  }

  @Test
  void aFileInACacheNeedsNoName() throws Exception {
    Path jar = jar("a", "class A { java.sql.Connection connection; }");
    assertThat(of(Files.move(jar, folder.resolve("0123456789abcdef")))).contains("java.sql");
  }

  @Test
  void aBrokenClassIsNoCrash() throws Exception {
    Path jar = folder.resolve("broken.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("A.class"));
      zip.write("no class".getBytes(StandardCharsets.UTF_8));
    }
    try {
      assertThat(of(jar)).isSubsetOf("java.base");
    } catch (ProjectException e) {
      assertThat(e.getMessage()).contains("jdeps");
    }
  }

  private ModuleNeeds needs() {
    return new ModuleNeeds(new Cache(folder.resolve("cache")));
  }

  private SortedSet<String> of(Path... jars) throws IOException, ProjectException {
    return needs().of(digests(jars), false);
  }

  private static Map<Bytes, Path> digests(Path... jars) throws IOException {
    Map<Bytes, Path> digests = new LinkedHashMap<>();
    for (Path jar : jars) {
      digests.put(Sha256.of(jar), jar);
    }
    return digests;
  }

  private Path jar(String name, String source) throws IOException {
    Path work = Files.createDirectories(folder.resolve("work-" + name));
    String type = name.toUpperCase(Locale.ROOT);
    Path file = Files.writeString(work.resolve(type + ".java"), source);
    int status =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(System.out, System.err, "-d", work.toString(), file.toString());
    assertThat(status).isZero();
    Path jar = folder.resolve(name + ".jar");
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(type + ".class"));
      zip.write(Files.readAllBytes(work.resolve(type + ".class")));
    }
    return jar;
  }
}
