// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.Vectors;
import dev.strongroom.image.Blob;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.Sha384;
import dev.strongroom.image.eif.Architecture;
import dev.strongroom.image.eif.EifContents;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.EifWriter;
import dev.strongroom.image.eif.Metadata;
import dev.strongroom.image.fixtures.MadeKernel;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a trust domain measures, against a program of our own in another language, and against a
/// quote of a genuine domain that was started as ours is.
class TdxLaunchTest {
  private static final Bytes A = Sha384.of(Bytes.utf8("a"));
  private static final Bytes B = Sha384.of(Bytes.utf8("b"));

  @TempDir private Path folder;

  @Test
  void agreesWithAnotherProgram() throws Exception {
    TdxFirmware firmware = TdxFirmware.of(MadeTdxFirmware.good().done());
    TdxLaunch launch = new TdxLaunch(firmware, new EfiBoot(A, A, B));
    assertThat(launch.mrtd().hex())
        .isEqualTo(
            "990556a0090bad88bbf442cecfb984df91d93fae4e5713297ad672f86f43de3ca06296966858225565324853741d2f35");
    assertThat(launch.rtmr1().hex())
        .isEqualTo(
            "db0884fc52016683cba4ab0cf34701f8b1614cd4e5262dcc3a393ea36a335ba18052da1b88ba99ef2aeb42b52a34e2f9");
    assertThat(launch.rtmr2().hex())
        .isEqualTo(
            "d1ba51ad3f38a2a48207f3d2302a67259e4bbac877f95989ab48aa329aaae73dcd63ccf2b473347ca779b97603584249");
    assertThat(launch.rtmr3()).isEqualTo(Bytes.zeros(48));
    assertThat(new TdxLaunch(TdxFirmware.of(firmware.withoutVariables()), launch.boot()).mrtd())
        .isEqualTo(launch.mrtd());
  }

  /// Debian's firmware as it was published. Without its keys, its variables are those that a
  /// genuine domain's log has the digest of.
  @Test
  void agreesAboutDebiansFirmware() throws Exception {
    Path file = Path.of("/usr/share/ovmf/OVMF.inteltdx.ms.fd");
    String named = System.getenv("STRONGROOM_INTELTDX_FIRMWARE");
    Path firmware = named == null ? file : Path.of(named);
    assumeTrue(
        Files.exists(firmware),
        "SKIPPED: Debian's package ovmf-inteltdx isn't installed, and"
            + " STRONGROOM_INTELTDX_FIRMWARE names no file");
    TdxFirmware read = TdxFirmware.read(firmware);
    assertThat(Sha384.of(read.withoutVariables().slice(0, 0x84000)).hex())
        .isEqualTo(
            "344bc51c980ba621aaa00da3ed7436f7d6e549197dfe699515dfa2c6583d95e6412af21c097d473155875ffd561d6790");
    assumeTrue(
        Sha256.of(firmware).hex().startsWith("a265075b4147a096109e501e76196df1"),
        "SKIPPED: another version than 2026.08+ds-2, for which no value is known");
    assertThat(new TdxLaunch(read, new EfiBoot(A, A, A)).mrtd().hex())
        .isEqualTo(
            "a7a1f751abc454f9cbab198ca8d2edb2821935df525c74182b5e776cb0929e8c59aefecce725b0d08a5e9d3d3183bd08");
  }

  /// Another's image under another's firmware, but started by QEMU's direct boot: which events
  /// there are, and in which order, is the same. Its kernel, command line and ramdisk are in its
  /// log.
  @Test
  void agreesWithAGenuineDomain() throws Exception {
    Path file = Vectors.directory().resolve("tdx/dstack/quote-report.json");
    assumeTrue(Files.isReadable(file), "SKIPPED: no sample evidence beside the repository");
    String report = Files.readString(file);
    Bytes kernel = event(report, "1", "0761fbfa317a");
    Bytes options = event(report, "2", "4027cb4ec64d");
    Bytes ramdisk = event(report, "2", "63e06e29cf98");
    TdxLaunch launch =
        new TdxLaunch(
            TdxFirmware.of(MadeTdxFirmware.good().done()), new EfiBoot(kernel, ramdisk, options));
    Matcher quote = Pattern.compile("\"quote\"\\s*:\\s*\"([0-9a-f]+)\"").matcher(report);
    assertThat(quote.find()).isTrue();
    int registers = 2 * (48 + 328);
    assertThat(quote.group(1).substring(registers + 96, registers + 288))
        .isEqualTo(launch.rtmr1().hex() + launch.rtmr2().hex());
  }

  /// A digest of its log, which is JSON in a text or not.
  private static Bytes event(String report, String register, String beginning) {
    Matcher event =
        Pattern.compile(
                "\\\\?\"imr\\\\?\"\\s*:\\s*%s,[^}]*?\\\\?\"digest\\\\?\"\\s*:\\s*\\\\?\"(%s[0-9a-f]+)"
                    .formatted(register, beginning))
            .matcher(report);
    assertThat(event.find()).as(beginning).isTrue();
    return Bytes.fromHex(event.group(1));
  }

  @Test
  void measuresTheImageThatQemuGets() throws Exception {
    Path file = folder.resolve("a.eif");
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      EifWriter.write(
          EifContents.unsigned(
              Architecture.X86_64,
              Blob.of(new MadeKernel().done()),
              "quiet",
              new Metadata("a", "1", "6.12", "strongroom", "0", new TreeMap<>()).json(),
              List.of(Blob.of(Bytes.utf8("one.")), Blob.of(Bytes.utf8("two.")))),
          out);
    }
    try (EifFile image = EifFile.open(file)) {
      EfiBoot boot = EfiBoot.of(image);
      assertThat(boot.kernel().hex()).startsWith("2c582b958f30");
      assertThat(boot.ramdisk()).isEqualTo(Sha384.of(Bytes.utf8("one.two.")));
      byte[] options =
          "initrd=initrd quiet strongroom.parent=2\0".getBytes(StandardCharsets.UTF_16LE);
      assertThat(boot.loadOptions()).isEqualTo(Sha384.of(Bytes.copyOf(options)));
      TdxFirmware firmware = TdxFirmware.of(MadeTdxFirmware.good().done());
      assertThat(TdxLaunch.of(firmware, image)).isEqualTo(new TdxLaunch(firmware, boot));
    }
  }

  /// Whatever is started or added differently gives another value.
  @Test
  void coversAllThatIsStarted() throws Exception {
    MadeTdxFirmware code = MadeTdxFirmware.good();
    code.bytes.put(MadeTdxFirmware.CODE + 300, (byte) 1);
    EfiBoot boot = new EfiBoot(A, A, A);
    assertThat(
            Stream.of(
                    MadeTdxFirmware.good(),
                    code,
                    MadeTdxFirmware.with(2, 0, 0, 0x81_0000, 0x4000, 3, 0),
                    MadeTdxFirmware.with(3, 0, 0, 0x80_8000, 0x2000, 2, 0))
                .map(made -> mrtd(made, boot))
                .distinct())
        .hasSize(4);
    TdxFirmware firmware = TdxFirmware.of(MadeTdxFirmware.good().done());
    assertThat(
            Stream.of(boot, new EfiBoot(B, A, A), new EfiBoot(A, B, A), new EfiBoot(A, A, B))
                .map(each -> new TdxLaunch(firmware, each))
                .map(launch -> launch.rtmr1().hex() + launch.rtmr2().hex())
                .distinct())
        .hasSize(4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EfiBoot(A, A, Bytes.zeros(32)))
        .withMessage("a digest has 48 bytes");
  }

  private static Bytes mrtd(MadeTdxFirmware made, EfiBoot boot) {
    try {
      return new TdxLaunch(TdxFirmware.of(made.done()), boot).mrtd();
    } catch (MalformedFirmwareException e) {
      throw new AssertionError(e);
    }
  }
}
