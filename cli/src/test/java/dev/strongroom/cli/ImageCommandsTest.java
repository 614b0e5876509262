// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.policy.PolicyFile;
import dev.strongroom.attestation.snp.SnpPolicy;
import dev.strongroom.image.Blob;
import dev.strongroom.image.eif.Architecture;
import dev.strongroom.image.eif.EifContents;
import dev.strongroom.image.eif.EifWriter;
import dev.strongroom.image.eif.Metadata;
import dev.strongroom.image.ramdisk.CpioWriter;
import dev.strongroom.image.ramdisk.Gzip;
import dev.strongroom.image.tree.FileTree;
import dev.strongroom.image.tree.Node.CharacterDevice;
import dev.strongroom.image.tree.Node.RegularFile;
import dev.strongroom.image.tree.Node.SymbolicLink;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `strongroom measure` and `strongroom image` on samples and on images made here.
class ImageCommandsTest {
  private static final String PCR0 =
      "b4533d08560c98e334ab8ce464f55305741618c60d5cb6776ff504e5dd82ab40"
          + "41badfa30081f71088135efcdd48251b";

  private static final String PCR1 =
      "b29b683c40d1841562fe063a3eb694920b60c0ef60091fca62a40857fe3bc133"
          + "fdcf65a29e154669ed7bc62a5c560dff";
  private static final String PCR2 =
      "2b920f9be8595404aa67ee2624f3cc4b8e1947b5bb2404d65b9cad5ff82c70ce"
          + "04455e3a95ef8d558b9de07821031c04";

  @TempDir private Path folder = Path.of("");

  private static String name(String sample) {
    return ImageSamples.orAbort(sample).toString();
  }

  /// An image with two ramdisks, the first one compressed.
  private Path image() throws IOException {
    Path file = folder.resolve("app.eif");
    FileTree base =
        FileTree.builder()
            .put("init", new RegularFile(Blob.of(Bytes.utf8("#!/java/bin/java\n")), true))
            .put("dev/null", new CharacterDevice(1, 3))
            .put("lib", new SymbolicLink("usr/lib"))
            .build();
    FileTree application =
        FileTree.builder()
            .put("app\u001b.jar", new RegularFile(Blob.of(Bytes.zeros(10)), false))
            .build();
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      EifWriter.write(
          EifContents.unsigned(
              Architecture.X86_64,
              Blob.of(Bytes.utf8("kernel")),
              "reboot=t panic=-1",
              new Metadata("hello", "1.0", "6.12", "strongroom", "0", new TreeMap<>()).json(),
              List.of(
                  Gzip.compress(CpioWriter.archive(base), folder.resolve("base")),
                  CpioWriter.archive(application))),
          out);
    }
    return file;
  }

  @Test
  void measuresAConfidentialMachine() throws Exception {
    String firmware = AmdSevFirmware.in(folder).toString();
    String image = image().toString();
    Run two = Run.of("measure", image, "--sev-snp", firmware);
    assertThat(two.status()).isZero();
    assertThat(two.out()).containsPattern("(?m)^  SEV-SNP +[0-9a-f]{96}$");
    Path policy = folder.resolve("policy.json");
    Run four =
        Run.of(
            "measure",
            image,
            "--json",
            "--sev-snp",
            firmware,
            "--cpus",
            "4",
            "--cpu-model",
            "EPYC-Genoa",
            "--policy",
            policy.toString(),
            "--product",
            "Genoa",
            "--minimum-tcb",
            "bootLoader=10,tee=0,snp=25,microcode=84");
    assertThat(four.status()).as(four.err()).isZero();
    assertThat(four.out())
        .contains("\"cpus\" : 4", "\"cpuModel\" : \"EPYC-Genoa\"", "\"features\" : \"0x1\"");
    String measurement =
        four.out().replaceFirst("(?s).*\"measurement\" : \"([0-9a-f]{96})\".*", "$1");
    assertThat(two.out()).doesNotContain(measurement);
    assertThat(Files.readString(policy)).contains(measurement, "app.eif");
    assertThat(PolicyFile.parse(Files.readString(policy))).isInstanceOf(SnpPolicy.class);
  }

  @Test
  void refusesFirmwareAndPoliciesThatCantBe() throws Exception {
    String firmware = AmdSevFirmware.in(folder).toString();
    String image = image().toString();
    String nothing = Files.write(folder.resolve("zeros"), new byte[4096]).toString();
    assertThat(Run.of("measure", image, "--sev-snp", nothing).err())
        .contains("firmware.no-table at byte 4048");
    assertThat(Run.of("measure", image, "--sev-snp", folder + "/none").err())
        .contains("can't read");
    assertThat(Run.of("measure", image, "--sev-snp", firmware, "--cpus", "0").status())
        .isEqualTo(2);
    assertThat(Run.of("measure", image, "--sev-snp", firmware, "--cpu-model", "host").err())
        .contains("--cpu-model is one of EPYC-v4,");
    assertThat(Run.of("measure", image, "--sev-snp", firmware, "--sev-features", "x").err())
        .contains("--sev-features is a number");
    String policy = folder.resolve("p.json").toString();
    assertThat(Run.of("measure", image, "--policy", policy).err())
        .contains("--policy goes with --sev-snp or --tdx");
    assertThat(Run.of("measure", image, "--sev-snp", firmware, "--policy", policy).err())
        .contains("a policy takes --product and --minimum-tcb");
    Run level =
        Run.of(
            "measure",
            image,
            "--sev-snp",
            firmware,
            "--policy",
            policy,
            "--product",
            "Genoa",
            "--minimum-tcb",
            "kernel=1");
    assertThat(level.status()).isEqualTo(2);
    assertThat(level.err()).contains("--minimum-tcb");
    assertThat(Path.of(policy)).doesNotExist();
  }

  @Test
  void measuresASample() {
    Run run = Run.of("measure", name("v4_x86_two_ramdisks.eif"));
    assertThat(run.status()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines())
        .containsExactly(
            name("v4_x86_two_ramdisks.eif"),
            "  PCR0          " + PCR0,
            "  PCR1          " + PCR1,
            "  PCR2          " + PCR2);
  }

  @Test
  void judgesSignatures() {
    Run good = Run.of("measure", name("v4_signed_es512.eif"));
    assertThat(good.status()).isZero();
    assertThat(good.out())
        .contains(
            "PCR8          a5a2a97c45ca2a40", "signature     GOOD  ES512", "vector signer ES512");
    Run bad = Run.of("measure", name("neg_signed_bad_signature.eif"));
    assertThat(bad.status()).isEqualTo(1);
    assertThat(bad.out()).contains(PCR0, "BAD", "[signature.bad-signature]").doesNotContain("GOOD");
    Run expired =
        Run.with(
            new byte[0],
            false,
            Instant.parse("2061-01-01T00:00:00Z"),
            "measure",
            name("v4_signed_es256.eif"));
    assertThat(expired.status()).isEqualTo(1);
    assertThat(expired.out()).contains("[signature.expired]");
  }

  @Test
  void writesJsonWithAmazonsNames() {
    Run run = Run.of("measure", "--json", name("v4_signed_es384.eif"));
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains(
            "\"Measurements\" : {\n    \"HashAlgorithm\" : \"Sha384 { ... }\",\n    \"PCR0\" : \""
                + PCR0
                + "\"",
            "\"PCR8\" : \"5c20fe0779c885c5",
            "\"good\" : true",
            "\"algorithm\" : \"ES384\"",
            "\"problems\" : [ ]");
    Run unsigned = Run.of("measure", "--json", name("v3_no_metadata.eif"));
    assertThat(unsigned.out()).contains("\"signature\" : null").doesNotContain("PCR8");
  }

  @Test
  void tellsWhatIsWrong() throws IOException {
    Run crc = Run.of("measure", name("neg_bad_crc.eif"));
    assertThat(crc.status()).isEqualTo(2);
    assertThat(crc.out()).contains("MALFORMED at byte 544", "[eif.bad-crc]").doesNotContain("PCR");
    Run json = Run.of("measure", "--json", name("neg_two_kernels.eif"));
    assertThat(json.status()).isEqualTo(2);
    assertThat(json.out()).contains("\"code\" : \"eif.duplicate-kernel\"", "\"offset\" : ");
    Run missing = Run.of("measure", folder.resolve("none.eif").toString());
    assertThat(missing.status()).isEqualTo(2);
    assertThat(missing.out()).contains("UNREADABLE", "no such file");
    Run directory = Run.of("image", "show", folder.toString());
    assertThat(directory.status()).isEqualTo(2);
    assertThat(directory.out()).contains("UNREADABLE", "directory");
    assertThat(Run.of("image").status()).isEqualTo(2);
  }

  @Test
  void showsWhatIsInside() throws IOException {
    Run run = Run.of("image", "show", "--files", image().toString());
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains(
            "format        version 4, x86_64",
            "command line  reboot=t panic=-1",
            "kernel        6 bytes at byte 560",
            "BuildMetadata.BuildTime = 1980-01-01T00:00:00Z",
            "ramdisk 1",
            "  c0600     0:0            1,3 1980-01-01T00:00:00Z dev/null\n",
            "  -0755     0:0             17 1980-01-01T00:00:00Z init\n",
            "  l0777     0:0              7 1980-01-01T00:00:00Z lib -> usr/lib\n",
            "ramdisk 2",
            "app\\u{1b}.jar");
    String image = folder.resolve("app.eif").toString();
    Run json = Run.of("image", "show", "--files", "--json", image);
    assertThat(json.status()).isZero();
    assertThat(json.out())
        .contains(
            "\"commandLine\" : \"reboot=t panic=-1\"",
            "\"BuildMetadata.BuildTool\" : \"strongroom\"",
            "\"compression\" : \"gzip\"",
            "\"compression\" : \"none\"",
            "\"target\" : \"usr/lib\"");
    assertThat(Run.of("image", "show", "--json", image).out()).doesNotContain("ramdisks");
  }

  @Test
  void aBadRamdiskIsNamedBeforeAnythingIsListed() throws IOException {
    Path file = folder.resolve("bad.eif");
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      EifWriter.write(
          EifContents.unsigned(
              Architecture.X86_64,
              Blob.of(Bytes.utf8("kernel")),
              "",
              Bytes.utf8("no JSON"),
              List.of(
                  CpioWriter.archive(FileTree.builder().build()),
                  Blob.of(Bytes.utf8("no archive at all!!!")))),
          out);
    }
    Run shown = Run.of("image", "show", file.toString());
    assertThat(shown.status()).isZero();
    assertThat(shown.out()).contains("PCR0", "the metadata aren't a JSON object");
    Run files = Run.of("image", "show", "--files", "--json", file.toString());
    assertThat(files.status()).isEqualTo(2);
    assertThat(files.out()).contains("ramdisk.unknown-format").doesNotContain("PCR0");
  }

  @Test
  void signsAndSignsAgain() throws Exception {
    ImageSamples.signer(folder, "secp384r1").write(folder);
    Path image = image();
    Path signed = folder.resolve("signed.eif");
    byte[] before = Files.readAllBytes(image);
    Run run =
        Run.of(
            "image",
            "sign",
            image.toString(),
            "--key",
            folder.resolve("key.pem").toString(),
            "--certificate",
            folder.resolve("certificate.pem").toString(),
            "-o",
            signed.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out()).contains(signed.toString(), "PCR8");
    assertThat(Files.readAllBytes(image)).isEqualTo(before);
    assertThat(Run.of("measure", signed.toString()).out())
        .startsWith(run.out())
        .contains("GOOD  ES384", "CN=release signer");
    // In place, with another key.
    ImageSamples.signer(folder, "secp521r1").write(folder);
    Run again =
        Run.of(
            "image",
            "sign",
            signed.toString(),
            "--key",
            folder.resolve("key.pem").toString(),
            "--certificate",
            folder.resolve("certificate.pem").toString());
    assertThat(again.status()).isZero();
    assertThat(Run.of("measure", signed.toString()).out()).contains("GOOD  ES512");
    assertThat(folder.resolve("signed.eif.signing")).doesNotExist();
  }

  @Test
  void refusesToSignWithTheWrongKey() throws Exception {
    Path image = image();
    byte[] before = Files.readAllBytes(image);
    Path other = Files.createDirectory(folder.resolve("other"));
    ImageSamples.signer(folder, "secp384r1").write(folder);
    ImageSamples.signer(other, "secp384r1").write(other);
    String certificate = folder.resolve("certificate.pem").toString();
    Run mismatch =
        Run.of(
            "image",
            "sign",
            image.toString(),
            "--key",
            other.resolve("key.pem").toString(),
            "--certificate",
            certificate);
    assertThat(mismatch.status()).isEqualTo(2);
    assertThat(mismatch.err()).contains("the key isn't the one");
    Run expired =
        Run.with(
            new byte[0],
            false,
            Instant.parse("2028-01-01T00:00:00Z"),
            "image",
            "sign",
            image.toString(),
            "--key",
            folder.resolve("key.pem").toString(),
            "--certificate",
            certificate);
    assertThat(expired.status()).isEqualTo(2);
    assertThat(expired.err()).contains("expired");
    assertThat(Run.of("image", "sign", image.toString(), "--certificate", certificate).status())
        .isEqualTo(2);
    assertThat(
            Run.of("image", "sign", image.toString(), "--kms", "x", "--certificate", certificate)
                .err())
        .contains("--region");
    assertThat(Files.readAllBytes(image)).isEqualTo(before);
    try (var files = Files.list(folder)) {
      assertThat(files.map(Path::toString)).noneMatch(file -> file.endsWith(".signing"));
    }
  }
}
