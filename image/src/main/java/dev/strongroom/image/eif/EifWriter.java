// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.eif;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Writes images in version 4 of the format, sections in the order of AWS's builder: kernel,
/// command line, metadata, ramdisks, signature. The same contents give the same bytes.
public final class EifWriter {
  private EifWriter() {}

  /// Writes an image in one pass, from the channel's start; what was behind its end is cut off.
  /// Memory doesn't grow with the image.
  ///
  /// @return what an enclave that boots it measures
  /// @throws IOException if contents can't be read, change their size, or can't be written
  public static Measurements write(EifContents contents, FileChannel out) throws IOException {
    List<SectionSource> sources = new ArrayList<>();
    sources.add(new SectionSource(SectionType.KERNEL, contents.kernel()));
    sources.add(
        new SectionSource(SectionType.COMMAND_LINE, Blob.of(Bytes.utf8(contents.commandLine()))));
    sources.add(new SectionSource(SectionType.METADATA, Blob.of(contents.metadata())));
    for (Blob ramdisk : contents.ramdisks()) {
      sources.add(new SectionSource(SectionType.RAMDISK, ramdisk));
    }
    Optional<SignatureSection> signature = contents.signature();
    if (signature.isPresent()) {
      sources.add(new SectionSource(SectionType.SIGNATURE, Blob.of(signature.get().encoded())));
    }
    Measurements measured =
        write(
            Header.of(Header.NEWEST, contents.architecture(), Header.Defaults.OF_AWS, sources),
            sources,
            out);
    return signature.map(s -> measured.signedBy(s.certificate())).orElse(measured);
  }

  /// Writes sections as they are given, behind the header made for them; the measurements lack
  /// PCR8.
  static Measurements write(Header header, List<SectionSource> sources, FileChannel out)
      throws IOException {
    try (MeasuringPass pass = new MeasuringPass()) {
      byte[] start = header.withoutChecksum();
      pass.head(start);
      out.position(0);
      writeAll(out, ByteBuffer.allocate(Header.LENGTH));
      for (int i = 0; i < sources.size(); i++) {
        Section section = header.sections().get(i);
        byte[] head = Header.headOf(section);
        pass.head(head);
        writeAll(out, ByteBuffer.wrap(head));
        copy(section, sources.get(i).content(), pass, out);
      }
      out.truncate(out.position());
      // The header comes last: a file that was cut off in between has no magic.
      out.position(0);
      writeAll(out, ByteBuffer.allocate(Header.LENGTH).put(start).putInt(pass.checksum()).flip());
      return pass.finish();
    }
  }

  private static void copy(Section section, Blob content, MeasuringPass pass, FileChannel out)
      throws IOException {
    pass.section(section.type());
    long copied = 0;
    try (InputStream in = content.open()) {
      while (true) {
        byte[] buffer = pass.buffer();
        int read = in.read(buffer);
        if (read < 0) {
          break;
        }
        writeAll(out, ByteBuffer.wrap(buffer, 0, read));
        pass.filled(read);
        copied += read;
      }
    }
    if (copied != section.size()) {
      throw new IOException(
          "the " + section.type() + " had " + section.size() + " bytes, now it has " + copied);
    }
  }

  private static void writeAll(FileChannel out, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }
}
