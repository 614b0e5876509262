// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Sha384;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;

/// The digest that AMD's firmware keeps while a guest is put together: for each page that is added,
/// SHA-384 of the digest before, what is in the page, what kind of page it is, and where.
///
/// Source: AMD 56860, SNP_LAUNCH_UPDATE: the structure PAGE_INFO.
final class LaunchDigest {
  /// Bytes of a page.
  static final int PAGE = 4096;

  /// Where all pages with registers are said to be.
  private static final long SAVE_AREA_ADDRESS = 0xffff_ffff_f000L;

  private static final int LENGTH = 48;
  private static final short PAGE_INFO = 0x70;
  private static final byte NORMAL = 1;
  private static final byte SAVE_AREA = 2;
  private static final byte ZERO = 3;
  private static final byte SECRETS = 5;
  private static final byte CPUID = 6;

  private final MessageDigest sha384 = Sha384.digest();
  private byte[] digest;

  /// Of nothing yet.
  LaunchDigest() {
    this(Bytes.zeros(LENGTH));
  }

  /// Goes on where another was.
  LaunchDigest(Bytes before) {
    digest = before.toByteArray();
  }

  /// Pages whose content counts.
  ///
  /// @param content whole pages
  void normal(long address, Bytes content) {
    for (int at = 0; at < content.length(); at += PAGE) {
      content.slice(at, at + PAGE).updateTo(sha384);
      add(NORMAL, address + at, sha384.digest());
    }
  }

  /// A processor's registers.
  ///
  /// @param page one whole page
  void registers(Bytes page) {
    page.updateTo(sha384);
    add(SAVE_AREA, SAVE_AREA_ADDRESS, sha384.digest());
  }

  /// Pages of zeros.
  void zeros(long address, long size) {
    for (long at = 0; at < size; at += PAGE) {
      add(ZERO, address + at, new byte[LENGTH]);
    }
  }

  void secrets(long address) {
    add(SECRETS, address, new byte[LENGTH]);
  }

  void cpuid(long address) {
    add(CPUID, address, new byte[LENGTH]);
  }

  /// As it is now, 48 bytes.
  Bytes value() {
    return Bytes.copyOf(digest);
  }

  private void add(byte type, long address, byte[] content) {
    // Behind the type: whether it is for migration, and what other privilege levels may: nothing.
    ByteBuffer info = ByteBuffer.allocate(PAGE_INFO).order(ByteOrder.LITTLE_ENDIAN);
    info.put(digest).put(content).putShort(PAGE_INFO).put(type).position(PAGE_INFO - Long.BYTES);
    info.putLong(address);
    digest = sha384.digest(info.array());
  }
}
