// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The measurement against values of others: those that the tests of the tools `sev-snp-measure`
/// and `sev-snp-measure-go` expect of AMD's build of OVMF, of which they start with the same digest
/// of the firmware's pages.
class SnpLaunchTest {
  private static final Bytes AFTER_FIRMWARE =
      Bytes.fromHex(
          "086e2e9149ebf45abdc3445fba5b2da8270bdbb04094d7a2c37faaa4b24af3aa16aff8c374c2a55c467a50da6d466b74");

  @ParameterizedTest
  @CsvSource({
    "1, 0x21, '', 329c8ce0972ae52343b64d34a434a86f245dfd74f5ed7aae15d22efc78fb9683632b9b50e4e1d7fa41179ef98a7ef198",
    "1, 0x01, 'console=ttyS0 loglevel=7', 6d287813eb5222d770f75005c664e34c204f385ce832cc2ce7d0d6f354454362f390ef83a92046c042e706363b4b08fa",
    "1, 0x21, 'console=ttyS0 loglevel=7', 803f691094946e42068aaa3a8f9e26a5c89f36f7b73ecfb28c653360fe4b3aba7e534442e7e1e17895dfe778d0228977",
    "4, 0x21, '', 4953b1fb416fa874980e8442b3706d345926d5f38879134e00813c5d7abcbe78eafe7b422907be0b4698e2414a631942",
  })
  void agreesWithOtherTools(int processors, String features, String commandLine, String expected)
      throws Exception {
    SnpLaunch launch =
        new SnpLaunch(
            SnpFirmware.of(MadeFirmware.amdSev().done()),
            boot(Bytes.EMPTY, Bytes.EMPTY, commandLine),
            processors,
            ProcessorModel.EPYC_V4,
            Long.decode(features));
    assertThat(launch.measurement(new LaunchDigest(AFTER_FIRMWARE)).hex()).isEqualTo(expected);
  }

  /// A program of its own, written from the same descriptions in another language, says these of
  /// Debian's firmware as it was published.
  @Test
  void agreesAboutDebiansFirmware() throws Exception {
    Path file = Path.of("/usr/share/ovmf/OVMF.amdsev.fd");
    String named = System.getenv("STRONGROOM_AMDSEV_FIRMWARE");
    Path firmware = named == null ? file : Path.of(named);
    assumeTrue(
        Files.exists(firmware),
        "SKIPPED: Debian's package ovmf-amdsev isn't installed, and STRONGROOM_AMDSEV_FIRMWARE"
            + " names no file");
    SnpFirmware read = SnpFirmware.read(firmware);
    assertThat(read.sections()).hasSize(7);
    assumeTrue(
        Sha256.of(firmware).hex().startsWith("3e4fd0b3fe3b2dbe481c3d9e99418a03"),
        "SKIPPED: another version than 2026.08+ds-2, for which no value is known");
    DirectBoot boot = boot(Bytes.utf8("kernel"), Bytes.utf8("ramdisk"), "quiet");
    assertThat(new SnpLaunch(read, boot, 2, ProcessorModel.EPYC_GENOA, 1).measurement().hex())
        .isEqualTo(
            "37199cee6a396183d288bab98f2217c9e5a278d4cc97a3543c351a8bfd28a0214bdc7becc75c91eeb0ae2611c30fe095");
    assertThat(new SnpLaunch(read, boot, 1, ProcessorModel.EPYC_MILAN, 1).measurement().hex())
        .isEqualTo(
            "219abba074d94aca2a83fb49133c353226521449e75af756087d09fad82dc3942a03c00c1fe0001eb5af5b0de8ff1f2c");
    assertThat(new SnpLaunch(read, boot, 1, ProcessorModel.EPYC_TURIN, 1).measurement().hex())
        .isEqualTo(
            "4bb6666c9e4e070ca313b74db939ae5df31193bd9d31b624c71f30bc40bcd7d784a9e5f3dfa8f7be0a63cab5c94a544c");
  }

  /// Whatever is started or shown differently gives another value.
  @Test
  void coversAllThatIsStarted() throws Exception {
    SnpFirmware firmware = SnpFirmware.of(MadeFirmware.amdSev().done());
    MadeFirmware code = MadeFirmware.amdSev();
    code.bytes.put(7, (byte) 1);
    Bytes a = Bytes.utf8("a");
    Bytes b = Bytes.utf8("b");
    assertThat(
            java.util.stream.Stream.of(
                    new SnpLaunch(firmware, boot(a, a, "a"), 1, ProcessorModel.EPYC_V4, 1),
                    new SnpLaunch(firmware, boot(b, a, "a"), 1, ProcessorModel.EPYC_V4, 1),
                    new SnpLaunch(firmware, boot(a, b, "a"), 1, ProcessorModel.EPYC_V4, 1),
                    new SnpLaunch(firmware, boot(a, a, "b"), 1, ProcessorModel.EPYC_V4, 1),
                    new SnpLaunch(firmware, boot(a, a, "a"), 2, ProcessorModel.EPYC_V4, 1),
                    new SnpLaunch(firmware, boot(a, a, "a"), 1, ProcessorModel.EPYC_MILAN, 1),
                    new SnpLaunch(firmware, boot(a, a, "a"), 1, ProcessorModel.EPYC_V4, 0x21),
                    new SnpLaunch(
                        SnpFirmware.of(code.done()), boot(a, a, "a"), 1, ProcessorModel.EPYC_V4, 1))
                .map(SnpLaunch::measurement)
                .distinct())
        .hasSize(8);
  }

  @Test
  void refusesGuestsThatAreNone() throws Exception {
    SnpFirmware firmware = SnpFirmware.of(MadeFirmware.amdSev().done());
    DirectBoot boot = boot(Bytes.EMPTY, Bytes.EMPTY, "");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SnpLaunch(firmware, boot, 0, ProcessorModel.EPYC_V4, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SnpLaunch(firmware, boot, 256, ProcessorModel.EPYC_V4, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SnpLaunch(firmware, boot, 1, ProcessorModel.EPYC_V4, 0x20));
  }

  private static DirectBoot boot(Bytes kernel, Bytes ramdisk, String commandLine) {
    return new DirectBoot(
        Sha256.of(kernel), Sha256.of(ramdisk), Sha256.of(Bytes.utf8(commandLine + '\0')));
  }
}
