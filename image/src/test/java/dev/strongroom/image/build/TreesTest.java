// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.ramdisk.CpioWriter;
import dev.strongroom.image.tree.FileTree;
import dev.strongroom.image.tree.Node;
import dev.strongroom.image.tree.Node.CharacterDevice;
import dev.strongroom.image.tree.Node.RegularFile;
import dev.strongroom.image.tree.Node.SymbolicLink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the two ramdisks hold.
class TreesTest {
  private static final String LIBRARIES = "usr/lib/x86_64-linux-gnu/";

  @TempDir private Path folder = Path.of("");

  @Test
  void theApplicationHasItsPlaces() throws Exception {
    Path jar = Files.writeString(folder.resolve("j"), "jar");
    Path conf = Files.writeString(folder.resolve("c"), "conf");
    FileTree tree =
        ApplicationTree.of(
            project(""),
            Map.of("000-app.jar", fetched(jar)),
            Map.of("conf/app.properties", fetched(conf)),
            Map.of());
    assertThat(tree.nodes().keySet())
        .containsExactly(
            "app",
            "app/enclave.json",
            "app/files",
            "app/files/conf",
            "app/files/conf/app.properties",
            "app/lib",
            "app/lib/000-app.jar",
            "app/options");
    assertThat(text(tree, "app/enclave.json")).contains("\"deployment\":\"x\"");
    assertThat(text(tree, "app/lib/000-app.jar")).isEqualTo("jar");
  }

  @Test
  void theClassPathKeepsItsOrder() throws Exception {
    Map<String, Fetched> jars = new LinkedHashMap<>();
    for (String name : List.of("000-z.jar", "001-a.jar", "002-m.jar")) {
      jars.put(name, fetched(Files.writeString(folder.resolve(name), name)));
    }
    assertThat(text(ApplicationTree.of(project(""), jars, Map.of(), Map.of()), "app/options"))
        .contains("-cp\n\"/app/lib/000-z.jar:/app/lib/001-a.jar:/app/lib/002-m.jar\"\n");
  }

  @Test
  void optionsAreWhatTheLauncherMakesOfThem() throws Exception {
    Path source = folder.resolve("Show.java");
    Files.writeString(
        source,
        "public class Show { public static void main(String[] a) {"
            + " System.out.print(System.getProperty(\"tricky\")); } }");
    String tricky = "a b\"c\\d#e'f\\n@g$h%i";
    Project project =
        project(
            "java: {options: [\"-Dtricky=%s\", \"-Xmx32m\"]}"
                .formatted(tricky.replace("\\", "\\\\").replace("\"", "\\\"")));
    String options = text(ApplicationTree.of(project, Map.of(), Map.of(), Map.of()), "app/options");
    assertThat(options).endsWith(String.join("\n", ApplicationTree.MAIN) + "\n");
    // The real launcher reads it, with another main class.
    Path file = folder.resolve("options");
    Files.writeString(
        file,
        options
            .substring(0, options.indexOf("-m\n"))
            .replace(ApplicationTree.NATIVE_ACCESS, "-Dx=y"));
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + file,
                source.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(tricky);
    assertThat(java.waitFor()).isZero();
  }

  @Test
  void theBaseHasNoProgramButJavas() throws Exception {
    FileTree base = BaseTree.of(packages(), runtime());
    assertThat(
            base.nodes().entrySet().stream()
                .filter(entry -> entry.getValue() instanceof RegularFile file && file.executable())
                .map(Map.Entry::getKey)
                .filter(path -> !path.matches("lib(64)?/.*\\.so.*")))
        .containsExactly("init", "java/bin/java");
    assertThat(text(base, "init")).isEqualTo("#!/java/bin/java @/app/options\n");
    assertThat(base.at("dev/console")).contains(new CharacterDevice(5, 1));
    // By the name that programs look for, with the bytes that the link led to.
    assertThat(text(base, "lib/libstdc++.so.6")).isEqualTo("libstdc++.so.6 itself");
    assertThat(base.nodes().keySet())
        .noneMatch(path -> path.contains("jspawnhelper") || path.contains("legal"))
        .noneMatch(path -> path.contains("keytool"));
  }

  /// A change of this digest is a change of the base's layout: `BaseRamdisk.RECIPE` has to change
  /// with it, or ramdisks that were cached before are taken for new ones.
  @Test
  void theLayoutOfTheBaseBelongsToItsRecipe() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CpioWriter.archive(BaseTree.of(packages(), runtime())).writeTo(bytes);
    assertThat(BaseRamdisk.RECIPE + " " + Sha256.of(Bytes.copyOf(bytes.toByteArray())).hex())
        .isEqualTo("base 4 0bdc30ba2ff90e458c88379a020b59a758a9672ba24d920694d3b7daef69fb77");
  }

  @Test
  void aPackageWithoutALibraryIsNamed() {
    FileTree.Builder lacking = FileTree.builder();
    packages()
        .nodes()
        .forEach((path, node) -> {
          if (!path.endsWith("libz.so.1")) {
            lacking.put(path, node);
          }
        });
    assertThatThrownBy(() -> BaseTree.of(lacking.build(), runtime()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("libz.so.1");
  }

  @Test
  void aLibraryThatLeadsNowhereIsNamed() {
    FileTree.Builder broken = FileTree.builder();
    packages()
        .nodes()
        .forEach((path, node) ->
            broken.put(path, path.endsWith("libz.so.1") ? new SymbolicLink("/") : node));
    assertThatThrownBy(() -> BaseTree.of(broken.build(), runtime()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("libz.so.1");
  }

  private static FileTree packages() {
    FileTree.Builder tree = FileTree.builder();
    for (String name :
        List.of(
            "ld-linux-x86-64.so.2",
            "libc.so.6",
            "libdl.so.2",
            "libgcc_s.so.1",
            "libm.so.6",
            "libpthread.so.0",
            "librt.so.1",
            "libz.so.1")) {
      tree.put(LIBRARIES + name, file(name));
    }
    tree.put(LIBRARIES + "libstdc++.so.6", new SymbolicLink("libstdc++.so.6.0.33"));
    tree.put(LIBRARIES + "libstdc++.so.6.0.33", file("libstdc++.so.6 itself"));
    tree.put("usr/bin/sh", file("a shell, which stays outside"));
    return tree.build();
  }

  private static FileTree runtime() {
    return FileTree.builder()
        .put("bin/java", new RegularFile(Blob.of(Bytes.utf8("java")), true))
        .put("bin/keytool", new RegularFile(Blob.of(Bytes.utf8("keytool")), true))
        .put("legal/java.base/LICENSE", file("licence"))
        .put("lib/modules", file("modules"))
        .put("lib/jspawnhelper", new RegularFile(Blob.of(Bytes.utf8("helper")), true))
        .put("lib/libjli.so", file("jli"))
        .put("lib/server/classes.jsa", file("classes"))
        .put("release", file("JAVA_VERSION"))
        .build();
  }

  private static Fetched fetched(Path file) throws IOException {
    Input input =
        new Input(
            Input.Kind.FILE,
            "f",
            Optional.empty(),
            Optional.empty(),
            "f",
            Files.size(file),
            Sha256.of(file),
            Optional.empty());
    return new Fetched(input, file);
  }

  private static RegularFile file(String text) {
    return new RegularFile(Blob.of(Bytes.utf8(text)), false);
  }

  private static String text(FileTree tree, String path) throws IOException {
    Node node = tree.at(path).orElseThrow();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ((RegularFile) node).content().writeTo(out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private Project project(String members) throws ProjectException {
    return ProjectReader.read(
        folder,
        "version: 1\nname: x\ndeployment: x\nrootSecret: {source: simulated}\n" + members + "\n");
  }
}
