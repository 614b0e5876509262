// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A member of the archive that a package file is (`ar(5)`, `deb(5)`): short names only, nothing
/// after the last.
///
/// @param name such as `data.tar.xz`
/// @param offset where its bytes begin in the file
/// @param size how many
record ArMember(String name, long offset, long size) {
  private static final String MAGIC = "!<arch>\n";
  private static final int HEADER = 60;
  private static final int NAME = 16;
  private static final int SIZE_AT = 48;
  private static final int END_AT = 58;
  private static final int MAX_MEMBERS = 16;

  /// The members in their order.
  static List<ArMember> list(FileChannel file) throws IOException, MalformedPackageException {
    long length = file.size();
    if (length < MAGIC.length() || !text(file, 0, MAGIC.length()).equals(MAGIC)) {
      throw malformed(0, "no \"!<arch>\" at the beginning");
    }
    List<ArMember> members = new ArrayList<>();
    for (long at = MAGIC.length(); at < length; ) {
      if (length - at < HEADER) {
        throw malformed(at, "the file ends within a member's header");
      }
      if (members.size() == MAX_MEMBERS) {
        throw malformed(at, "more than " + MAX_MEMBERS + " members");
      }
      ArMember member = member(text(file, at, HEADER), at);
      long end = member.offset + member.size;
      if (end > length) {
        throw malformed(at, "the file ends within " + member.name);
      }
      members.add(member);
      // Members begin at even offsets; the last may go without its padding.
      at = end + (end % 2 == 1 && end < length ? 1 : 0);
    }
    return members;
  }

  /// A stream over the member's bytes; closing it leaves the file open.
  InputStream open(FileChannel file) {
    return Channels.newInputStream(new FileRange(file, offset, size));
  }

  private static ArMember member(String header, long at) throws MalformedPackageException {
    if (!header.startsWith("`\n", END_AT)) {
      throw malformed(at + END_AT, "a member's header doesn't end as it has to");
    }
    String name = header.substring(0, NAME).stripTrailing();
    // GNU's ar ends a name with a slash.
    name = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    if (!name.matches("[A-Za-z0-9._-]+")) {
      throw malformed(at, "no plain member name");
    }
    String size = header.substring(SIZE_AT, END_AT).stripTrailing();
    if (!size.matches("[0-9]{1,10}")) {
      throw malformed(at + SIZE_AT, "the member's size is no number");
    }
    return new ArMember(name, at + HEADER, Long.parseLong(size));
  }

  private static String text(FileChannel file, long at, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (file.read(buffer, at + buffer.position()) < 0) {
        throw new EOFException("the file became shorter");
      }
    }
    return new String(buffer.array(), StandardCharsets.ISO_8859_1);
  }

  private static MalformedPackageException malformed(long at, String problem) {
    return new MalformedPackageException("package", at, problem);
  }
}
