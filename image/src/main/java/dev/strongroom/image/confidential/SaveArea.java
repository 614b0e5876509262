// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import dev.strongroom.attestation.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The registers of a processor before its first instruction, as QEMU and KVM leave them: one page.
///
/// Source: AMD 24593, table B-4 for the places, and 14.1.3 for the values after a reset. Those of
/// floating point are there since KVM of Linux 6.10.
final class SaveArea {
  private static final int CS = 0x10;
  private static final int[] DATA_SEGMENTS = {0x00, 0x20, 0x30, 0x40, 0x50};
  private static final int GDTR = 0x60;
  private static final int LDTR = 0x70;
  private static final int IDTR = 0x80;
  private static final int TR = 0x90;
  private static final int EFER = 0xd0;
  private static final int CR4 = 0x148;
  private static final int CR0 = 0x158;
  private static final int DR7 = 0x160;
  private static final int DR6 = 0x168;
  private static final int RFLAGS = 0x170;
  private static final int RIP = 0x178;
  private static final int PAT = 0x268;
  private static final int RDX = 0x310;
  private static final int SEV_FEATURES = 0x3b0;
  private static final int XCR0 = 0x3e8;
  private static final int MXCSR = 0x408;
  private static final int X87_CONTROL = 0x410;

  /// Where the first processor starts: 16 bytes below 4 GiB.
  static final long FIRST = 0xffff_fff0L;

  private SaveArea() {}

  /// A page.
  ///
  /// @param start the address of the first instruction
  /// @param features what of SEV is on: bit 0 is SNP itself
  static Bytes page(long start, ProcessorModel model, long features) {
    ByteBuffer page = ByteBuffer.allocate(LaunchDigest.PAGE).order(ByteOrder.LITTLE_ENDIAN);
    segment(page, CS, 0xf000, 0x9b, start & 0xffff_0000L);
    for (int at : DATA_SEGMENTS) {
      segment(page, at, 0, 0x93, 0);
    }
    segment(page, GDTR, 0, 0, 0);
    segment(page, LDTR, 0, 0x82, 0);
    segment(page, IDTR, 0, 0, 0);
    segment(page, TR, 0, 0x8b, 0);
    // KVM sets what it needs itself: SVM, and machine checks.
    page.putLong(EFER, 0x1000).putLong(CR4, 0x40).putLong(CR0, 0x10);
    page.putLong(DR7, 0x400).putLong(DR6, 0xffff_0ff0L).putLong(RFLAGS, 0x2);
    page.putLong(RIP, start & 0xffff).putLong(PAT, 0x7_0406_0007_0406L);
    page.putLong(RDX, model.signature()).putLong(SEV_FEATURES, features).putLong(XCR0, 1);
    page.putInt(MXCSR, 0x1f80).putShort(X87_CONTROL, (short) 0x37f);
    return Bytes.copyOf(page.array());
  }

  private static void segment(ByteBuffer page, int at, int selector, int attributes, long base) {
    page.putShort(at, (short) selector).putShort(at + 2, (short) attributes);
    page.putInt(at + 4, 0xffff).putLong(at + 8, base);
  }
}
