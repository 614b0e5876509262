// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.image.Blob;
import dev.strongroom.image.eif.Architecture;
import dev.strongroom.image.eif.EifContents;
import dev.strongroom.image.eif.EifWriter;
import dev.strongroom.image.ramdisk.CpioWriter;
import dev.strongroom.image.tree.FileTree;
import dev.strongroom.image.tree.Node.RegularFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `strongroom diff`.
class DiffCommandTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void imagesOfTheSameBytesAreTheSame() throws Exception {
    Run run = Run.of("diff", image("a.eif", "f", "x"), image("b.eif", "f", "x"));
    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("same bytes");
  }

  @Test
  void saysWhichFileDiffersAndWhichRegisters() throws Exception {
    Run run = Run.of("diff", image("a.eif", "f", "one"), image("b.eif", "f", "two"));
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out().lines())
        .contains(
            "The images differ.",
            "  PCR1  is the same",
            "PCR0 and PCR2 differ because app/f differs: its line 1 is \"one\" in the first image,"
                + " \"two\" in the second.");
  }

  @Test
  void writesJson() throws Exception {
    Run run = Run.of("diff", "--json", image("a.eif", "f", "one"), image("b.eif", "f", "two"));
    assertThat(run.status()).isEqualTo(1);
    JsonNode json = JsonNode.parse(run.out());
    assertThat(json.member("same").flag()).isFalse();
    assertThat(json.member("changed").value()).isEqualTo(List.of("PCR0", "PCR2"));
    JsonNode difference = json.member("differences").items().getFirst();
    assertThat(difference.member("kind").text()).isEqualTo("file-content");
    assertThat(difference.member("path").text()).isEqualTo("app/f");
    assertThat(difference.member("ramdisk").integer(2, 2)).isEqualTo(2);
    assertThat(difference.member("firstBytes").text()).isEqualTo("6f6e65");
  }

  @Test
  void namesOutOfImagesCannotWriteToTheTerminal() throws Exception {
    Run run = Run.of("diff", image("a.eif", "a\u001b[2J", "one"), image("b.eif", "b", "one"));
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).doesNotContain("\u001b").contains("\\u{1b}[2J");
  }

  @Test
  void whatIsNoImageIsNamed() throws Exception {
    Path file = Files.writeString(folder.resolve("text"), "no image");
    Run run = Run.of("diff", image("a.eif", "f", "x"), file.toString());
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("text: ", "eif.bad-magic");
    assertThat(Run.of("diff", image("a.eif", "f", "x"), folder.resolve("none").toString()).status())
        .isEqualTo(2);
  }

  @Test
  void leavesNothingInTheTemporaryFolder() throws Exception {
    long before = temporary();
    Run.of("diff", image("a.eif", "f", "one"), image("b.eif", "f", "two"));
    assertThat(temporary()).isLessThanOrEqualTo(before);
  }

  private static long temporary() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(f -> f.getFileName().toString().startsWith("strongroom-diff")).count();
    }
  }

  private String image(String name, String file, String text) throws IOException {
    FileTree base =
        FileTree.builder().put("init", new RegularFile(Blob.of(Bytes.utf8("#!")), true)).build();
    FileTree app =
        FileTree.builder()
            .put("app/" + file, new RegularFile(Blob.of(Bytes.utf8(text)), false))
            .build();
    Path path = folder.resolve(name);
    try (FileChannel out =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      EifWriter.write(
          EifContents.unsigned(
              Architecture.X86_64,
              Blob.of(Bytes.utf8("kernel")),
              "panic=-1",
              Bytes.utf8("{}"),
              List.of(CpioWriter.archive(base), CpioWriter.archive(app))),
          out);
    }
    return path.toString();
  }
}
