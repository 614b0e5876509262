// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What firmware says about itself and TDX, and each way in which that can be wrong.
class TdxFirmwareTest {
  private static final int CODE = MadeTdxFirmware.CODE;
  private static final int METADATA = MadeTdxFirmware.METADATA_AT;
  private static final int WRITING = MadeTdxFirmware.WRITING;

  @Test
  void readsWhatTheFirmwareWants() throws Exception {
    TdxFirmware firmware = TdxFirmware.of(MadeTdxFirmware.good().done());
    assertThat(firmware.sections())
        .containsExactly(
            new TdxSection(TdxSection.Kind.CODE, 0xffff_f000L, 0x1000, CODE, true),
            new TdxSection(TdxSection.Kind.VARIABLES, 0xffff_a000L, CODE, 0, false),
            new TdxSection(TdxSection.Kind.MEMORY, 0x81_0000, 0x3000, 0, false),
            new TdxSection(TdxSection.Kind.HAND_OFF, 0x80_9000, 0x2000, 0, false));
  }

  @Test
  void takesOutItsVariables() throws Exception {
    MadeTdxFirmware made = MadeTdxFirmware.good();
    Bytes emptied = TdxFirmware.of(made.done()).withoutVariables();
    made.bytes.putLong(MadeTdxFirmware.RECORDS, -1);
    made.bytes.putLong(WRITING + 32, -1).putLong(CODE - 8, -1);
    assertThat(emptied).isEqualTo(made.done());
    assertThat(TdxFirmware.of(emptied).withoutVariables()).isEqualTo(emptied);
  }

  @Test
  void refusesWhatIsNoFirmwareForTdx() {
    assertRefused(Bytes.EMPTY, "firmware.bad-size");
    assertRefused(Bytes.zeros(4096), "firmware.no-table");
    assertRefused(MadeFirmware.amdSev().done(), "firmware.no-tdx-metadata");
    assertRefused(
        new MadeFirmware().entry(MadeTdxFirmware.METADATA, 5000).end().done(),
        "firmware.bad-tdx-metadata");
    assertRefused(
        new MadeFirmware().entry(MadeTdxFirmware.METADATA, 8).end().done(),
        "firmware.bad-tdx-metadata");
    assertRefused(
        new MadeFirmware().entry(MadeTdxFirmware.METADATA).end().done(), "firmware.bad-table");
  }

  @Test
  void refusesMetadataThatContradictThemselves() {
    assertRefused(bytes -> bytes.putInt(METADATA, 1), "firmware.bad-tdx-metadata");
    assertRefused(bytes -> bytes.putInt(METADATA + 8, 2), "firmware.bad-tdx-metadata");
    assertRefused(bytes -> bytes.putInt(METADATA + 12, 5), "firmware.bad-tdx-metadata");
    assertRefused(bytes -> bytes.putInt(METADATA + 12, -1), "firmware.bad-tdx-metadata");
    assertRefused(new MadeTdxFirmware(List.of()).done(), "firmware.bad-tdx-metadata");
  }

  /// Whatever it would have measured that this file doesn't say.
  @Test
  void refusesSectionsThatArentKnown() {
    assertSection(2, "firmware.unknown-section", 0, 0, 0x81_0000, 0x3000, 4, 0);
    assertSection(2, "firmware.unknown-section", 0, 0, 0x81_0000, 0x3000, 3, 2);
    assertSection(3, "firmware.unknown-section", 0, 0, 0x80_9000, 0x2000, 2, 1);
    assertSection(1, "firmware.unknown-section", 0, CODE, 0xffff_a000L, CODE, 1, 1);
  }

  @Test
  void refusesSectionsThatCantBe() {
    String bad = "firmware.bad-tdx-metadata";
    assertSection(2, bad, 0, 0, 0x81_0001, 0x3000, 3, 0);
    assertSection(2, bad, 0, 0, 0x81_0000, 0x3001, 3, 0);
    assertSection(2, bad, 0, 0, 0x81_0000, 0, 3, 0);
    assertSection(2, bad, 0, 0, 0x81_0000, 0x100_1000, 3, 0);
    assertSection(2, bad, 0, 0, 0x81_0000, -0x1000, 3, 0);
    assertSection(2, bad, 0, 0, -0x1000, 0x1000, 3, 0);
    assertSection(2, bad, 0, 0, 0x1_0000_0000L, 0x1000, 3, 0);
    assertSection(2, bad, 0, 0x1000, 0x81_0000, 0x3000, 3, 0);
    assertSection(1, bad, 0, CODE - 0x1000, 0xffff_a000L, CODE, 1, 0);
    assertSection(1, bad, 0x2000, CODE, 0xffff_c000L, CODE, 1, 0);
    assertSection(1, bad, 0, CODE, 0xffff_b000L, CODE, 1, 0);
    // No code where a guest starts; and no variables.
    assertSection(0, bad, 0x4000, 0x1000, 0xffff_e000L, 0x1000, 0, 1);
    assertSection(1, bad, 0x4000, 0x1000, 0xffff_e000L, 0x1000, 0, 1);
  }

  @Test
  void refusesCodeThatNothingMeasures() {
    assertSection(0, "firmware.code-not-measured", CODE, 0x1000, 0xffff_f000L, 0x1000, 0, 0);
    assertSection(2, "firmware.code-not-measured", 0x4000, 0x1000, 0xffff_e000L, 0x1000, 0, 0);
  }

  @Test
  void refusesVariablesOfAnotherForm() {
    String unknown = "firmware.unknown-variables";
    assertRefused(bytes -> bytes.put(16, (byte) 0), unknown);
    assertRefused(bytes -> bytes.putLong(32, CODE + 1), unknown);
    assertRefused(bytes -> bytes.putInt(40, 0), unknown);
    assertRefused(bytes -> bytes.putShort(48, (short) 0x50), unknown);
    assertRefused(bytes -> bytes.put(0x48, (byte) 0), unknown);
    assertRefused(bytes -> bytes.putInt(0x58, CODE), unknown);
    assertRefused(bytes -> bytes.putInt(0x58, -1), unknown);
    assertRefused(bytes -> bytes.putInt(0x58, 8), unknown);
    assertRefused(bytes -> bytes.putShort(0x5c, (short) -1), unknown);
    assertRefused(bytes -> bytes.put(WRITING, (byte) 0), unknown);
  }

  private static void assertSection(int number, String code, long... section) {
    assertRefused(MadeTdxFirmware.with(number, section).done(), code);
  }

  private static void assertRefused(Consumer<ByteBuffer> change, String code) {
    MadeTdxFirmware firmware = MadeTdxFirmware.good();
    change.accept(firmware.bytes);
    assertRefused(firmware.done(), code);
  }

  private static void assertRefused(Bytes bytes, String code) {
    assertThatExceptionOfType(MalformedFirmwareException.class)
        .isThrownBy(() -> TdxFirmware.of(bytes))
        .withMessageStartingWith(code + " at byte ");
  }
}
