// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.note.VerifierKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/// A witness's keys in a file: JSON with mode 0600, not encrypted. Whoever reads it is the witness.
public final class WitnessKeyFile {
  private static final String OWNER_ONLY = "rw-------";

  private WitnessKeyFile() {}

  /// Makes keys in a file that doesn't exist yet. Once this returns they are on the disk.
  ///
  /// @param name under which the witness will sign; at most 255 bytes
  /// @param mlDsa whether to make an ML-DSA-44 key as well
  /// @throws WitnessKeyException if the name can't be one, or the file can't be made
  public static WitnessKeys make(Path file, String name, boolean mlDsa, SecureRandom random)
      throws WitnessKeyException {
    // ML-DSA cosignatures say the name, and have a byte for its length.
    if (!VerifierKey.isName(name) || Bytes.utf8(name).length() > 0xff) {
      throw new WitnessKeyException(
          "'" + name + "': a witness's name has no spaces and no plus signs, and 1 to 255 bytes");
    }
    byte[] ed25519 = new byte[WitnessKeys.SEED];
    byte[] lattice = new byte[WitnessKeys.SEED];
    random.nextBytes(ed25519);
    random.nextBytes(lattice);
    try {
      StringBuilder json = new StringBuilder("{\"version\":1,\"name\":\"").append(escaped(name));
      json.append("\",\"ed25519\":\"").append(Bytes.copyOf(ed25519).hex());
      if (mlDsa) {
        json.append("\",\"mlDsa44\":\"").append(Bytes.copyOf(lattice).hex());
      }
      write(file, json.append("\"}\n").toString());
      return new WitnessKeys(
          name, ed25519, mlDsa ? Optional.of(lattice) : Optional.empty(), random);
    } finally {
      Arrays.fill(ed25519, (byte) 0);
      Arrays.fill(lattice, (byte) 0);
    }
  }

  private static String escaped(String name) {
    return name.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static void write(Path file, String text) throws WitnessKeyException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)))) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    } catch (FileAlreadyExistsException e) {
      throw new WitnessKeyException(file + " exists already; it isn't overwritten");
    } catch (IOException e) {
      throw new WitnessKeyException(file + ": can't be written (" + e.getMessage() + ")");
    }
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      // The file's name has to survive a power cut as well.
      try (FileChannel folder = FileChannel.open(parent, StandardOpenOption.READ)) {
        folder.force(true);
      } catch (IOException e) {
        throw new WitnessKeyException(parent + ": can't be flushed (" + e.getMessage() + ")");
      }
    }
  }

  /// Reads keys.
  ///
  /// @param random for signatures
  /// @throws WitnessKeyException if others may read the file too, or it isn't one
  public static WitnessKeys read(Path file, SecureRandom random) throws WitnessKeyException {
    try {
      Set<PosixFilePermission> allowed = PosixFilePermissions.fromString(OWNER_ONLY);
      if (!allowed.containsAll(Files.getPosixFilePermissions(file))) {
        throw new WitnessKeyException(file + ": others can read it; chmod 600, or make a new key");
      }
      JsonNode node = JsonNode.parse(Files.readString(file));
      node.onlyMembers(Set.of("version", "name", "ed25519", "mlDsa44"));
      node.member("version").integer(1, 1);
      String name = node.member("name").text();
      if (!VerifierKey.isName(name)) {
        throw new WitnessKeyException(file + ": the name can't be one");
      }
      Optional<JsonNode> mlDsa = node.optional("mlDsa44");
      return new WitnessKeys(
          name,
          seed(node.member("ed25519")),
          mlDsa.isPresent() ? Optional.of(seed(mlDsa.get())) : Optional.empty(),
          random);
    } catch (MalformedJsonException e) {
      // What is wrong could quote a key.
      throw new WitnessKeyException(file + ": not a witness's key file");
    } catch (IOException e) {
      throw new WitnessKeyException(file + ": can't be read (" + e.getMessage() + ")");
    }
  }

  private static byte[] seed(JsonNode node) throws MalformedJsonException {
    try {
      Bytes seed = Bytes.fromHex(node.text());
      if (seed.length() == WitnessKeys.SEED) {
        return seed.toByteArray();
      }
    } catch (IllegalArgumentException e) {
      // Told below, without what it says.
    }
    throw node.error("32 bytes in hexadecimal digits are needed");
  }
}
