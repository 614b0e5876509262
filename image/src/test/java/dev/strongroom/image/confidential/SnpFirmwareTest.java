// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What firmware says about itself, and each way in which that can be wrong.
class SnpFirmwareTest {
  private static final int TABLE_LENGTH = 4096 - 50;

  @Test
  void readsWhatTheFirmwareWants() throws Exception {
    SnpFirmware firmware = SnpFirmware.of(MadeFirmware.amdSev().done());
    assertThat(firmware.address()).isEqualTo(0xffff_f000L);
    assertThat(firmware.resetAddress()).isEqualTo(0x80_b004);
    assertThat(firmware.hashesAddress()).isEqualTo(0x81_0c00);
    assertThat(firmware.sections())
        .hasSize(7)
        .contains(new SnpSection(SnpSection.Kind.CPUID, 0x80_e000, 0x1000));
  }

  @Test
  void refusesWhatIsNoFirmware() {
    assertRefused(Bytes.EMPTY, "firmware.bad-size");
    assertRefused(Bytes.zeros(4095), "firmware.bad-size");
    assertRefused(Bytes.zeros((16 << 20) + 4096), "firmware.bad-size");
    assertRefused(Bytes.zeros(4096), "firmware.no-table");
  }

  @Test
  void refusesATableThatContradictsItself() {
    assertRefused(bytes -> bytes.putShort(TABLE_LENGTH, (short) 17), "firmware.bad-table");
    assertRefused(bytes -> bytes.putShort(TABLE_LENGTH, (short) 4090), "firmware.bad-table");
    // The entry next to the table's own is that of the reset address.
    assertRefused(bytes -> bytes.putShort(TABLE_LENGTH - 18, (short) 17), "firmware.bad-table");
    assertRefused(bytes -> bytes.putShort(TABLE_LENGTH - 18, (short) 900), "firmware.bad-table");
    assertRefused(bytes -> bytes.putShort(TABLE_LENGTH, (short) 30), "firmware.bad-table");
    assertRefused(
        new MadeFirmware()
            .metadata(MadeFirmware.AMD_SEV)
            .entry(MadeFirmware.RESET, 1)
            .entry(MadeFirmware.RESET, 1)
            .end()
            .done(),
        "firmware.bad-table");
    assertRefused(
        new MadeFirmware().entry(MadeFirmware.METADATA).end().done(), "firmware.bad-table");
  }

  /// OVMF's ordinary build has all but the digests: anybody's kernel would be started.
  @Test
  void refusesFirmwareThatMeasuresNoKernel() {
    assertRefused(with(MadeFirmware.without(0x10)), "firmware.no-kernel-hashes");
    assertRefused(
        new MadeFirmware()
            .metadata(MadeFirmware.AMD_SEV)
            .entry(MadeFirmware.RESET, 0x80_b004)
            .entry(MadeFirmware.METADATA, 3072)
            .end()
            .done(),
        "firmware.no-kernel-hashes");
    assertRefused(new MadeFirmware().end().done(), "firmware.no-snp-metadata");
    assertRefused(
        new MadeFirmware()
            .metadata(MadeFirmware.AMD_SEV)
            .entry(MadeFirmware.HASHES, 0x81_0c00, 0x400)
            .entry(MadeFirmware.METADATA, 3072)
            .end()
            .done(),
        "firmware.no-snp-metadata");
  }

  @Test
  void refusesSectionsThatCantBe() {
    assertRefused(changed(0x80_0001, 0x1000, 1), "firmware.bad-snp-metadata");
    assertRefused(changed(0x80_0000, 0, 1), "firmware.bad-snp-metadata");
    assertRefused(changed(0x80_0000, 0x1001, 1), "firmware.bad-snp-metadata");
    assertRefused(changed(0x80_0000, 0xfffff000L, 1), "firmware.bad-snp-metadata");
    assertRefused(changed(0x80_0000, 0x2000, 2), "firmware.bad-snp-metadata");
    assertRefused(changed(0x80_0000, 0x1000, 5), "firmware.unknown-section");
    // A second page of digests: which one the firmware reads wouldn't be certain.
    assertRefused(changed(0x82_0000, 0x1000, 0x10), "firmware.bad-snp-metadata");
    assertRefused(with(List.of()), "firmware.bad-snp-metadata");
    assertRefused(bytes -> bytes.putInt(1024, 1), "firmware.bad-snp-metadata");
    assertRefused(bytes -> bytes.putInt(1032, 2), "firmware.bad-snp-metadata");
    assertRefused(bytes -> bytes.putInt(1028, 15), "firmware.bad-snp-metadata");
  }

  @Test
  void refusesDigestsThatLieElsewhere() {
    assertRefused(withHashes(0x81_1000, 0x400), "firmware.bad-snp-metadata");
    assertRefused(withHashes(0x80_ff00, 0x400), "firmware.bad-snp-metadata");
    assertRefused(withHashes(0x81_0f00, 0x400), "firmware.bad-snp-metadata");
    assertRefused(withHashes(0x81_0c00, 0xa0), "firmware.bad-snp-metadata");
    assertRefused(withMetadataAt(5000), "firmware.bad-snp-metadata");
    assertRefused(withMetadataAt(8), "firmware.bad-snp-metadata");
  }

  private static Bytes with(List<long[]> sections) {
    return new MadeFirmware()
        .metadata(sections)
        .entry(MadeFirmware.RESET, 0x80_b004)
        .entry(MadeFirmware.HASHES, 0x81_0c00, 0x400)
        .entry(MadeFirmware.METADATA, 3072)
        .end()
        .done();
  }

  /// The first section is another.
  private static Bytes changed(long address, long size, long kind) {
    List<long[]> sections = new ArrayList<>(MadeFirmware.AMD_SEV);
    sections.set(0, new long[] {address, size, kind});
    return with(sections);
  }

  private static Bytes withHashes(int address, int size) {
    return new MadeFirmware()
        .metadata(MadeFirmware.AMD_SEV)
        .entry(MadeFirmware.RESET, 0x80_b004)
        .entry(MadeFirmware.HASHES, address, size)
        .entry(MadeFirmware.METADATA, 3072)
        .end()
        .done();
  }

  private static Bytes withMetadataAt(int fromEnd) {
    return new MadeFirmware()
        .metadata(MadeFirmware.AMD_SEV)
        .entry(MadeFirmware.RESET, 0x80_b004)
        .entry(MadeFirmware.HASHES, 0x81_0c00, 0x400)
        .entry(MadeFirmware.METADATA, fromEnd)
        .end()
        .done();
  }

  private static void assertRefused(Consumer<ByteBuffer> change, String code) {
    MadeFirmware firmware = MadeFirmware.amdSev();
    change.accept(firmware.bytes);
    assertRefused(firmware.done(), code);
  }

  private static void assertRefused(Bytes bytes, String code) {
    assertThatExceptionOfType(MalformedFirmwareException.class)
        .isThrownBy(() -> SnpFirmware.of(bytes))
        .withMessageStartingWith(code + " at byte ");
  }
}
