// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.confidential;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Sha384;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// The digest that Intel's TDX module keeps while a domain is built: of each page that is added
/// where it lies, and of each 256 bytes of content that are measured where they lie and what they
/// are. KVM has a page's content measured right behind its adding.
///
/// Source: Intel 348549, TDX Module Base Architecture Specification, "MRTD: Build-Time Measurement
/// Register"; TDH.MEM.PAGE.ADD and TDH.MR.EXTEND in 348551.
final class BuildDigest {
  private static final int PAGE = LaunchDigest.PAGE;
  private static final int CHUNK = 256;
  private static final int RECORD = 128;
  private static final int ADDRESS = 16;

  private final MessageDigest sha384 = Sha384.digest();

  /// Pages whose content isn't measured.
  void pages(long address, long size) {
    for (long at = address; at < address + size; at += PAGE) {
      record("MEM.PAGE.ADD", at);
    }
  }

  /// Pages whose content is.
  ///
  /// @param content whole pages
  void content(long address, Bytes content) {
    for (int at = 0; at < content.length(); at += CHUNK) {
      if (at % PAGE == 0) {
        record("MEM.PAGE.ADD", address + at);
      }
      record("MR.EXTEND", address + at);
      content.slice(at, at + CHUNK).updateTo(sha384);
    }
  }

  /// When all are added, 48 bytes.
  Bytes value() {
    return Bytes.copyOf(sha384.digest());
  }

  private void record(String name, long address) {
    ByteBuffer record = ByteBuffer.allocate(RECORD).order(ByteOrder.LITTLE_ENDIAN);
    record.put(name.getBytes(StandardCharsets.US_ASCII)).putLong(ADDRESS, address);
    sha384.update(record.array());
  }
}
