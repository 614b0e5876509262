// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.image.build.Locks;
import dev.strongroom.image.build.Strongroom;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.inputs.CacheFolder;
import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.inputs.Lock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A project that is built by the Maven of this repository, with this plugin: its jar and a
/// dependency end up in an image.
class MavenBuildTest {
  private static final Path WORK = Path.of("target/it").toAbsolutePath();
  private static final Path HOME = Path.of(System.getProperty("user.home"));

  /// What one run of Maven gave.
  private record Outcome(int status, String log) {}

  @BeforeAll
  static void stage() throws IOException {
    delete(WORK);
    StagedRepository.stage(WORK.resolve("local"), Strongroom.version());
    Path app = WORK.resolve("app");
    Path source = Files.createDirectories(app.resolve("src/main/java/example"));
    Files.writeString(
        source.resolve("Hello.java"),
        """
        package example;

        public final class Hello {
          public static String greeting() {
            return org.slf4j.LoggerFactory.getLogger("hello").getName();
          }
        }
        """);
    Files.writeString(app.resolve("pom.xml"), pom());
    Files.writeString(
        app.resolve("strongroom.yaml"),
        """
        version: 1
        name: hello
        deployment: test
        rootSecret: { source: simulated }
        evidence: simulated
        """);
    Files.writeString(WORK.resolve("bzImage"), "stands for a kernel: nothing boots here");
  }

  private static String pom() {
    return """
    <project xmlns="http://maven.apache.org/POM/4.0.0">
      <modelVersion>4.0.0</modelVersion>
      <groupId>example</groupId>
      <artifactId>hello</artifactId>
      <version>1</version>
      <properties>
        <maven.compiler.release>25</maven.compiler.release>
        <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
        <project.build.outputTimestamp>2026-01-01T00:00:00Z</project.build.outputTimestamp>
      </properties>
      <dependencies>
        <dependency>
          <groupId>org.slf4j</groupId>
          <artifactId>slf4j-api</artifactId>
          <version>2.0.17</version>
        </dependency>
      </dependencies>
      <build>
        <plugins>
          <plugin>
            <groupId>dev.strongroom</groupId>
            <artifactId>strongroom-maven-plugin</artifactId>
            <version>%s</version>
            <executions><execution><goals><goal>image</goal></goals></execution></executions>
          </plugin>
          <plugin><artifactId>maven-resources-plugin</artifactId><version>3.5.0</version></plugin>
          <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.15.0</version></plugin>
          <plugin><artifactId>maven-surefire-plugin</artifactId><version>3.6.1</version></plugin>
          <plugin><artifactId>maven-jar-plugin</artifactId><version>3.5.1</version></plugin>
        </plugins>
      </build>
    </project>
    """
        .formatted(Strongroom.version());
  }

  /// Everybody's repository is read, a new one is written.
  private static Outcome maven(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of("../mvnw").toRealPath().toString(),
                "-B",
                "-ntp",
                "-f",
                WORK.resolve("app/pom.xml").toString(),
                "-Dmaven.repo.local=" + WORK.resolve("local"),
                "-Dmaven.repo.local.tail=" + HOME.resolve(".m2/repository"),
                "-Dmaven.test.skip"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = builder.start();
    process.getOutputStream().close();
    String log = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), log);
  }

  /// Linking the base takes the pinned packages, which a test doesn't download.
  private static void requirePackages() {
    Path inputs = CacheFolder.of(System.getenv(), HOME).inputs();
    for (Input input : Locks.ofThisBuild().group(Locks.BASE)) {
      if (!Files.isRegularFile(inputs.resolve(input.sha256().hex()))) {
        String message =
            "NOT TESTED: the pinned packages aren't here; any ./strongroom build fetches them";
        System.err.println(message);
        Assumptions.abort(message);
      }
    }
  }

  @Test
  void buildsAndMeasuresAnImage() throws Exception {
    requirePackages();
    Outcome built =
        maven("package", "strongroom:measure", "-Dstrongroom.kernel=" + WORK.resolve("bzImage"));
    assertThat(built.status()).as(built.log()).isZero();
    Path image = WORK.resolve("app/target/hello-1.eif");
    try (EifFile file = EifFile.open(image)) {
      assertThat(built.log()).containsSubsequence("PCR0 ", "PCR0 " + file.measure().pcr0().hex());
    }
    Lock lock = Lock.parse(Files.readString(WORK.resolve("app/target/hello-1.eif.lock")));
    assertThat(lock.group(Locks.JARS))
        .extracting(Input::location)
        .containsExactly("target/hello-1.jar", "org.slf4j:slf4j-api:2.0.17");
    assertThat(lock.group(Locks.RUNTIME))
        .extracting(Input::name)
        .contains("strongroom-enclave-runtime", "strongroom-vsock", "jetty-server")
        .doesNotContain("strongroom-image", "jspecify");
    assertThat(Files.readString(WORK.resolve("app/target/hello-1.eif.sbom.json")))
        .contains("/app/lib/000-hello-1.jar", "/app/lib/001-slf4j-api-2.0.17.jar");
    Lock kept = Lock.parse(Files.readString(WORK.resolve("app/strongroom.lock")));
    assertThat(kept.groups()).containsOnlyKeys(Locks.BASE, Locks.KERNEL, Locks.RUNTIME);
  }

  @Test
  void saysWhatIsWrongWithAnImage() throws Exception {
    Path broken = Files.writeString(WORK.resolve("broken.eif"), "no image");
    Outcome outcome = maven("strongroom:measure", "-Dstrongroom.image=" + broken);
    assertThat(outcome.status()).isNotZero();
    assertThat(outcome.log()).contains("broken.eif", "BUILD FAILURE");
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> walk = Files.walk(folder)) {
        for (Path path : walk.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
