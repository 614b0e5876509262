// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Writes tar archives, good and bad, byte by byte.
final class TarFixture {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  TarFixture directory(String path) {
    return entry(path, '5', 0755, "", new byte[0]);
  }

  TarFixture file(String path, int mode, String content) {
    return entry(path, '0', mode, "", content.getBytes(StandardCharsets.UTF_8));
  }

  TarFixture symbolicLink(String path, String target) {
    return entry(path, '2', 0777, target, new byte[0]);
  }

  TarFixture hardLink(String path, String target) {
    return entry(path, '1', 0644, target, new byte[0]);
  }

  /// GNU's way to say a long name (`L`) or link (`K`) of the next entry.
  TarFixture gnuLong(char type, String text) {
    return entry("././@LongLink", type, 0, "", (text + "\0").getBytes(StandardCharsets.UTF_8));
  }

  /// POSIX's way, one record.
  TarFixture pax(String keyword, String value) {
    String rest = " " + keyword + "=" + value + "\n";
    int bytes = rest.getBytes(StandardCharsets.UTF_8).length;
    int length = bytes + 1;
    while (String.valueOf(length).length() + bytes != length) {
      length++;
    }
    return entry("pax", 'x', 0, "", (length + rest).getBytes(StandardCharsets.UTF_8));
  }

  TarFixture entry(String path, char type, int mode, String link, byte[] content) {
    byte[] header = header(path, type, mode, link, content.length, "ustar\00000");
    return raw(header).raw(content).raw(new byte[(512 - content.length % 512) % 512]);
  }

  TarFixture raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  /// The archive with the two blocks of zeros at its end.
  byte[] finish() {
    return raw(new byte[1024]).unfinished();
  }

  byte[] unfinished() {
    return out.toByteArray();
  }

  static byte[] header(String path, char type, int mode, String link, long size, String magic) {
    byte[] block = new byte[512];
    put(block, 0, path);
    put(block, 100, "%07o".formatted(mode));
    put(block, 124, "%011o".formatted(size));
    put(block, 136, "%011o".formatted(0));
    put(block, 157, link);
    put(block, 257, magic);
    block[156] = (byte) type;
    put(block, 148, "        ");
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xff;
    }
    put(block, 148, "%06o\0 ".formatted(sum));
    return block;
  }

  private static void put(byte[] block, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }
}
