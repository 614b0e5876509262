// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.eif;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.eif.MalformedEifException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An enclave image in a file: versions 2 to 4 of the format, both architectures, signed or not.
/// Opening reads headers only; nothing large is ever in memory.
///
/// What [#open] accepts has one reading only. That its bytes are what was written is checked by
/// [#measure]. The file mustn't be changed meanwhile.
public final class EifFile implements Closeable {
  private final FileChannel file;
  private final ByteBuffer headerBytes;
  private final Header header;

  private EifFile(FileChannel file, ByteBuffer headerBytes, Header header) {
    this.file = file;
    this.headerBytes = headerBytes;
    this.header = header;
  }

  /// Opens an image and reads its layout.
  ///
  /// @throws IOException if the file can't be read
  /// @throws MalformedEifException if it isn't an image
  public static EifFile open(Path path) throws IOException, MalformedEifException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    boolean opened = false;
    try {
      ByteBuffer bytes = HeaderReader.bytes(file);
      EifFile image = new EifFile(file, bytes, HeaderReader.read(file, bytes));
      opened = true;
      return image;
    } finally {
      if (!opened) {
        file.close();
      }
    }
  }

  /// The version of the format, 2 to 4.
  public int version() {
    return header.version();
  }

  /// The processors that it is for.
  public Architecture architecture() {
    return header.architecture();
  }

  /// All sections, in file order.
  public List<Section> sections() {
    return header.sections();
  }

  /// The sections of one type, in file order.
  public List<Section> sections(SectionType type) {
    return header.sections().stream().filter(section -> section.type() == type).toList();
  }

  /// The checksum in the header (CRC-32 of all other bytes).
  public int checksum() {
    return headerBytes.getInt(Header.CHECKSUM_AT);
  }

  /// A section's data, to be read while this file is open.
  public Blob content(Section section) {
    return new Content(file, section);
  }

  /// The kernel's command line, each byte a character: nobody checked that it is printable.
  public String commandLine() throws IOException {
    byte[] bytes = bytes(sections(SectionType.COMMAND_LINE).getFirst()).toByteArray();
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /// The metadata's JSON, unread ([Metadata#read]); empty for an image that has none.
  public Optional<Bytes> metadata() throws IOException {
    List<Section> metadata = sections(SectionType.METADATA);
    return metadata.isEmpty() ? Optional.empty() : Optional.of(bytes(metadata.getFirst()));
  }

  /// The signature section, of which nothing is verified; empty for an image that isn't signed.
  ///
  /// @throws MalformedEifException if it can't be understood
  public Optional<SignatureSection> signature() throws IOException, MalformedEifException {
    List<Section> signatures = sections(SectionType.SIGNATURE);
    if (signatures.isEmpty()) {
      return Optional.empty();
    }
    Section section = signatures.getFirst();
    return Optional.of(SignatureSection.parse(bytes(section), section.position()));
  }

  /// Reads the whole file once: what an enclave that boots it measures.
  ///
  /// @throws MalformedEifException if the checksum is wrong, or the signature section can't be
  ///   understood
  public Measurements measure() throws IOException, MalformedEifException {
    Measurements measured;
    int checksum;
    try (MeasuringPass pass = new MeasuringPass()) {
      byte[] start = new byte[Header.CHECKSUM_AT];
      headerBytes.get(0, start);
      pass.head(start);
      for (Section section : sections()) {
        pass.head(Header.headOf(section));
        pass.section(section.type());
        measure(section, pass);
      }
      checksum = pass.checksum();
      measured = pass.finish();
    }
    if (checksum != checksum()) {
      throw new MalformedEifException(
          Reason.BAD_CRC,
          Header.CHECKSUM_AT,
          "the header says %08x, the bytes give %08x".formatted(checksum(), checksum));
    }
    Optional<SignatureSection> signature = signature();
    return signature.isEmpty() ? measured : measured.signedBy(signature.get().certificate());
  }

  /// Whether this version of the format has signatures, and a section is left for one.
  public boolean canBeSigned() {
    int others = sections().size() - sections(SectionType.SIGNATURE).size();
    return version() >= SectionType.SIGNATURE.since() && others < Header.MOST_SECTIONS;
  }

  /// Writes the same image with another signature, or with none: all other sections stay as they
  /// are and in their order, the signature comes last.
  ///
  /// @return what the new image measures
  /// @throws IOException if this can't be read or the other not be written
  /// @throws IllegalArgumentException if there is a signature and this image [#canBeSigned] not
  public Measurements writeSigned(Optional<SignatureSection> signature, FileChannel out)
      throws IOException {
    List<SectionSource> sources = new ArrayList<>();
    for (Section section : sections()) {
      if (section.type() != SectionType.SIGNATURE) {
        sources.add(new SectionSource(section.type(), content(section)));
      }
    }
    if (signature.isPresent()) {
      if (!canBeSigned()) {
        throw new IllegalArgumentException("this image has no room for a signature");
      }
      sources.add(new SectionSource(SectionType.SIGNATURE, Blob.of(signature.get().encoded())));
    }
    Header written = Header.of(version(), architecture(), header.defaults(), sources);
    Measurements measured = EifWriter.write(written, sources, out);
    return signature.map(s -> measured.signedBy(s.certificate())).orElse(measured);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private void measure(Section section, MeasuringPass pass)
      throws IOException, MalformedEifException {
    long position = section.position();
    while (position < section.end()) {
      byte[] buffer = pass.buffer();
      int wanted = (int) Math.min(buffer.length, section.end() - position);
      int read = file.read(ByteBuffer.wrap(buffer, 0, wanted), position);
      if (read < 0) {
        throw new MalformedEifException(
            Reason.TRUNCATED, position, "the file became shorter while it was measured");
      }
      pass.filled(read);
      position += read;
    }
  }

  /// Of a section whose size the reader has limited.
  private Bytes bytes(Section section) throws IOException {
    try (InputStream in = content(section).open()) {
      return Bytes.copyOf(in.readAllBytes());
    }
  }

  private record Content(FileChannel file, Section section) implements Blob {
    @Override
    public long size() {
      return section.size();
    }

    @Override
    public InputStream open() {
      return new SectionStream(file, section);
    }
  }
}
