// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import static dev.strongroom.image.confidential.MalformedFirmwareException.Reason.UNKNOWN_VARIABLES;

import dev.strongroom.attestation.Bytes;
import java.util.Arrays;
import java.util.UUID;

/// The part of firmware that holds its variables: heads, records between them, and room for writing
/// without losing any.
///
/// Source: UEFI PI 1.8, volume 3, EFI_FIRMWARE_VOLUME_HEADER; edk2's `Guid/VariableFormat.h` and
/// `Guid/FaultTolerantWrite.h`, and OVMF's `Include/Fdf/VarStore.fdf.inc` for the order.
final class VariableStore {
  private static final UUID VOLUME = UUID.fromString("fff12b8d-7696-4c8b-a985-2747075b4f50");
  private static final UUID STORE = UUID.fromString("aaf32c78-947b-439a-a180-2e144ec37792");
  private static final UUID WRITING = UUID.fromString("9e58292b-7c68-497d-a0ce-6500fd9f1b95");

  private static final int VOLUME_HEAD = 0x48;
  private static final int STORE_HEAD = 28;
  private static final int WRITING_HEAD = 32;

  /// Between variables and the room for writing.
  private static final int EVENT_LOG = 0x1000;

  /// "Formatted" and "healthy".
  private static final int GOOD = 0xfe5a;

  private static final byte ERASED = (byte) 0xff;

  private final int start;
  private final int size;
  private final int writing;

  private VariableStore(int start, int size, int writing) {
    this.start = start;
    this.size = size;
    this.writing = writing;
  }

  /// Finds the store.
  ///
  /// @param file the whole firmware
  static VariableStore in(Bytes file, TdxSection section) throws MalformedFirmwareException {
    int start = section.offset();
    int size = (int) section.size();
    if (!LittleEndian.guid(file, start + 16).equals(VOLUME)
        || LittleEndian.u64(file, start + 32) != size
        || LittleEndian.u32(file, start + 40) != LittleEndian.ascii("_FVH")
        || LittleEndian.u16(file, start + 48) != VOLUME_HEAD) {
      throw wrong(start, "no volume of variables");
    }
    int head = start + VOLUME_HEAD;
    long length = LittleEndian.u32(file, head + 16);
    if (!LittleEndian.guid(file, head).equals(STORE)
        || LittleEndian.u16(file, head + 20) != GOOD
        || length < STORE_HEAD
        || VOLUME_HEAD + length + EVENT_LOG + WRITING_HEAD > size) {
      throw wrong(head, "variables of another form");
    }
    int writing = head + (int) length + EVENT_LOG;
    if (!LittleEndian.guid(file, writing).equals(WRITING)) {
      throw wrong(writing, "no room for writing them");
    }
    return new VariableStore(start, size, writing);
  }

  /// The same firmware, with no variable in it: heads are kept, all else is erased.
  Bytes emptied(Bytes file) {
    byte[] bytes = file.toByteArray();
    Arrays.fill(bytes, start + VOLUME_HEAD + STORE_HEAD, writing, ERASED);
    Arrays.fill(bytes, writing + WRITING_HEAD, start + size, ERASED);
    return Bytes.copyOf(bytes);
  }

  private static MalformedFirmwareException wrong(long offset, String problem) {
    return new MalformedFirmwareException(UNKNOWN_VARIABLES, offset, problem);
  }
}
