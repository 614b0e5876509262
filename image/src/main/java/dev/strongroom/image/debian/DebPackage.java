// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import dev.strongroom.image.BlobStore;
import dev.strongroom.image.debian.Decompression.DamagedException;
import dev.strongroom.image.debian.Stanzas.MalformedStanzaException;
import dev.strongroom.image.debian.Stanzas.Stanza;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/// A Debian package file, format 2.0 (`deb(5)`): exactly the members `debian-binary`, `control.tar`
/// and `data.tar`, the latter two plain or compressed with gzip, xz or Zstandard.
///
/// The scripts of a package are never run, nor even unpacked.
public final class DebPackage {
  private static final Set<String> COMPRESSIONS = Set.of("", ".gz", ".xz", ".zst");
  private static final String FORMAT = "2.0\n";
  private static final long MAX_CONTROL = 1 << 20;

  private final Path file;
  private final ArMember data;
  private final Control control;

  private DebPackage(Path file, ArMember data, Control control) {
    this.file = file;
    this.data = data;
    this.control = control;
  }

  /// Reads what the package in `file` says of itself.
  ///
  /// @throws MalformedPackageException if it is no package
  /// @throws IOException if the file can't be read
  public static DebPackage open(Path file) throws IOException, MalformedPackageException {
    try (FileChannel channel = FileChannel.open(file)) {
      List<ArMember> members = ArMember.list(channel);
      if (members.size() != 3) {
        throw new MalformedPackageException("package", 0, members.size() + " members instead of 3");
      }
      requireFormat(channel, members.get(0));
      ArMember control = tar(members.get(1), "control.tar");
      ArMember data = tar(members.get(2), "data.tar");
      return new DebPackage(file, data, control(channel, control));
    }
  }

  /// What the package says of itself.
  public Control control() {
    return control;
  }

  /// Unpacks the package's files into `store`.
  ///
  /// @throws MalformedPackageException if they can't be unpacked, or there is something that an
  ///   image can't have: a device, a path that leads elsewhere
  /// @throws IOException if the file can't be read or the store can't be written
  public Unpacked unpack(BlobStore store) throws IOException, MalformedPackageException {
    try (FileChannel channel = FileChannel.open(file)) {
      return reading(channel, data, reader -> Unpacking.unpack(reader, data.name(), store));
    }
  }

  private static void requireFormat(FileChannel channel, ArMember member)
      throws IOException, MalformedPackageException {
    boolean named = member.name().equals("debian-binary") && member.size() == FORMAT.length();
    byte[] text = named ? member.open(channel).readAllBytes() : new byte[0];
    if (!new String(text, StandardCharsets.ISO_8859_1).equals(FORMAT)) {
      throw new MalformedPackageException(
          "package", member.offset(), "not a package of format 2.0");
    }
  }

  private static ArMember tar(ArMember member, String name) throws MalformedPackageException {
    String found = member.name();
    if (!found.startsWith(name) || !COMPRESSIONS.contains(found.substring(name.length()))) {
      throw new MalformedPackageException(
          "package",
          member.offset(),
          "\"" + found + "\" instead of " + name + ", plain or with .gz, .xz or .zst");
    }
    return member;
  }

  private static Control control(FileChannel channel, ArMember member)
      throws IOException, MalformedPackageException {
    return reading(
        channel,
        member,
        reader -> {
          for (TarEntry entry = reader.next(); entry != null; entry = reader.next()) {
            if (entry.kind() == TarEntry.Kind.FILE
                && Unpacking.plainPath(entry, member.name()).equals("control")) {
              return control(entry, reader.content(), member.name());
            }
          }
          throw new MalformedPackageException(member.name(), 0, "no file \"control\"");
        });
  }

  private static Control control(TarEntry entry, InputStream content, String part)
      throws IOException, MalformedPackageException {
    if (entry.size() > MAX_CONTROL) {
      throw new MalformedPackageException(part, entry.offset(), "a control file of over 1 MiB");
    }
    byte[] bytes = content.readAllBytes();
    try {
      String text = TarHeader.utf8(bytes, 0, bytes.length);
      Stanzas stanzas = new Stanzas(new BufferedReader(new StringReader(text)));
      Stanza only = stanzas.next();
      if (only == null || stanzas.next() != null) {
        throw new MalformedPackageException(part, entry.offset(), "not one stanza in \"control\"");
      }
      return Control.of(only);
    } catch (CharacterCodingException e) {
      throw new MalformedPackageException(part, entry.offset(), "a control file without UTF-8");
    } catch (MalformedStanzaException e) {
      throw new MalformedPackageException(
          part, entry.offset(), "control, line " + e.line() + ": " + e.problem());
    }
  }

  private static <T> T reading(FileChannel channel, ArMember member, TarUse<T> use)
      throws IOException, MalformedPackageException {
    TarReader reader = null;
    try (InputStream in = Decompression.open(member.name(), member.open(channel))) {
      reader = new TarReader(in, member.name());
      return use.read(reader);
    } catch (DamagedException e) {
      throw new MalformedPackageException(
          member.name(), reader == null ? 0 : reader.position(), String.valueOf(e.getMessage()));
    }
  }

  @FunctionalInterface
  private interface TarUse<T> {
    T read(TarReader reader) throws IOException, MalformedPackageException;
  }
}
