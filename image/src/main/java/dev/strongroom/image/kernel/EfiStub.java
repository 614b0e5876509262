// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Sha384;
import dev.strongroom.image.kernel.MalformedKernelException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A kernel as a program of EFI's, which a kernel with an EFI stub is too: what firmware measures
/// of it before it starts it. That is all of it but a checksum and a signature.
///
/// Only programs in which each byte belongs to one part are taken, so that the digest covers each.
///
/// Source: Microsoft, PE Format; and Windows Authenticode Portable Executable Signature Format,
/// "Calculating the PE Image Hash". edk2 does so in `DxeTpm2MeasureBootLib`.
public final class EfiStub {
  /// Far more than any kernel has, for it is read at once.
  private static final int LARGEST = 128 << 20;

  private static final int HEADER_POINTER = 0x3c;
  private static final int FILE_HEADER = 24;
  private static final int X86_64 = 0x8664;
  private static final int PE32_PLUS = 0x20b;
  private static final int APPLICATION = 10;

  // In the optional header:
  private static final int HEADERS_SIZE = 60;
  private static final int CHECKSUM = 64;
  private static final int SUBSYSTEM = 68;
  private static final int DIRECTORIES = 108;
  private static final int CERTIFICATES = 144;
  private static final int OPTIONAL_HEADER = 152;

  private static final int SECTION = 40;
  private static final int MOST_SECTIONS = 96;
  private static final int CERTIFICATES_ENTRY = 4;

  private record Part(long start, long length) {}

  private final Field field;
  private final int optional;

  private EfiStub(Field field, int optional) {
    this.field = field;
    this.optional = optional;
  }

  /// What firmware measures of a kernel, 48 bytes: Authenticode's digest by SHA-384.
  ///
  /// @param kernel is read to its end
  /// @throws IOException if it can't be read
  /// @throws MalformedKernelException if firmware of x86-64 wouldn't start it
  public static Bytes digest(InputStream kernel) throws IOException, MalformedKernelException {
    byte[] bytes = kernel.readNBytes(LARGEST + 1);
    if (bytes.length > LARGEST) {
      throw new MalformedKernelException(Reason.UNSUPPORTED, LARGEST, "over 128 MiB");
    }
    return of(new Field(Bytes.copyOf(bytes))).digest();
  }

  private static EfiStub of(Field field) throws MalformedKernelException {
    if (field.length() < HEADER_POINTER + 4 || field.u16(0) != 0x5a4d) {
      throw wrong(Reason.NO_EFI_STUB, 0, "no program of EFI's: built without CONFIG_EFI_STUB");
    }
    long head = field.u32(HEADER_POINTER);
    if (head > field.length() - FILE_HEADER - OPTIONAL_HEADER) {
      throw wrong(Reason.TRUNCATED, field.length(), "its EFI header is at byte " + head);
    }
    int at = (int) head;
    int optional = at + FILE_HEADER;
    if (field.u32(at) != 0x4550
        || field.u16(at + 4) != X86_64
        || field.u16(optional) != PE32_PLUS
        || field.u16(optional + SUBSYSTEM) != APPLICATION) {
      throw wrong(Reason.NO_EFI_STUB, at, "no application of EFI's for x86-64");
    }
    if (field.u32(optional + DIRECTORIES) <= CERTIFICATES_ENTRY
        || field.u16(at + 20) < OPTIONAL_HEADER) {
      throw wrong(Reason.BAD_HEADER, optional + DIRECTORIES, "no place for a signature");
    }
    return new EfiStub(field, optional);
  }

  private Bytes digest() throws MalformedKernelException {
    long size = field.length();
    long headers = field.u32(optional + HEADERS_SIZE);
    if (headers < optional + OPTIONAL_HEADER || headers > size) {
      throw wrong(Reason.BAD_HEADER, optional + HEADERS_SIZE, headers + " bytes of headers");
    }
    MessageDigest sha384 = Sha384.digest();
    add(sha384, 0, optional + CHECKSUM);
    add(sha384, optional + CHECKSUM + 4, optional + CERTIFICATES);
    add(sha384, optional + CERTIFICATES + 8, headers);
    long end = headers;
    for (Part part : sections(headers)) {
      if (part.start() != end || part.length() > size - end) {
        throw wrong(
            Reason.BAD_HEADER, part.start(), "a part that doesn't begin where another ends");
      }
      end += part.length();
      add(sha384, part.start(), end);
    }
    // Behind all parts there may be more, and a signature at last.
    long certificates = field.u32(optional + CERTIFICATES + 4);
    if (certificates > size - end
        || (certificates != 0 && field.u32(optional + CERTIFICATES) != size - certificates)) {
      throw wrong(Reason.BAD_HEADER, optional + CERTIFICATES, "a signature that isn't at its end");
    }
    add(sha384, end, size - certificates);
    return Bytes.copyOf(sha384.digest());
  }

  /// In the order in which they lie.
  private List<Part> sections(long headers) throws MalformedKernelException {
    int count = field.u16(optional - FILE_HEADER + 6);
    int table = optional + field.u16(optional - FILE_HEADER + 20);
    if (count == 0 || count > MOST_SECTIONS || table + (long) count * SECTION > headers) {
      throw wrong(Reason.BAD_HEADER, optional - FILE_HEADER + 6, count + " parts");
    }
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int at = table + i * SECTION;
      if (field.u32(at + 16) != 0) {
        parts.add(new Part(field.u32(at + 20), field.u32(at + 16)));
      }
    }
    parts.sort(Comparator.comparingLong(Part::start));
    return parts;
  }

  private void add(MessageDigest sha384, long start, long end) {
    field.bytes().slice((int) start, (int) end).updateTo(sha384);
  }

  private static MalformedKernelException wrong(Reason reason, long offset, String problem) {
    return new MalformedKernelException(reason, offset, problem);
  }
}
