// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import io.airlift.compress.v3.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/// Writes package files, good and bad.
public final class DebFixture {
  static final String CONTROL =
      """
      Package: hello
      Version: 1:2.10-3+b1
      Architecture: amd64
      Maintainer: Nobody <nobody@example.org>
      Pre-Depends: libc6 (>= 2.34)
      Depends: zlib1g (>= 1:1.2), debconf | debconf-2.0
      Provides: greeting (= 2), hi
      Description: says hello
       and more
       .
       than that
      """;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private DebFixture() {
    out.writeBytes("!<arch>\n".getBytes(StandardCharsets.US_ASCII));
  }

  static DebFixture empty() {
    return new DebFixture();
  }

  /// A whole package.
  static byte[] of(byte[] dataTar, String compression) throws IOException {
    return empty()
        .member("debian-binary", "2.0\n".getBytes(StandardCharsets.US_ASCII))
        .member("control.tar" + compression, pack(compression, controlTar(CONTROL)))
        .member("data.tar" + compression, pack(compression, dataTar))
        .bytes();
  }

  /// A package that has one file, for other packages' tests.
  public static byte[] withFile(String path, String content) throws IOException {
    return of(new TarFixture().file("./" + path, 0644, content).finish(), ".xz");
  }

  static byte[] controlTar(String control) {
    return new TarFixture().directory("./").file("./control", 0644, control).finish();
  }

  DebFixture member(String name, byte[] content) {
    return header(
            "%-16s%-12d%-6d%-6d%-8s%-10d`\n".formatted(name, 0, 0, 0, "100644", content.length))
        .raw(content)
        .raw(new byte[content.length % 2]);
  }

  DebFixture header(String text) {
    return raw(text.getBytes(StandardCharsets.US_ASCII));
  }

  DebFixture raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  static byte[] pack(String compression, byte[] plain) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    OutputStream packing =
        switch (compression) {
          case ".xz" -> new XZOutputStream(packed, new LZMA2Options(1));
          case ".gz" -> new GZIPOutputStream(packed);
          case ".zst" -> new ZstdOutputStream(packed);
          default -> packed;
        };
    try (packing) {
      packing.write(plain);
    }
    return packed.toByteArray();
  }
}
