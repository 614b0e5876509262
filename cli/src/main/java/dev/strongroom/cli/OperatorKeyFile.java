// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.channel.custody.EncryptionKey;
import dev.strongroom.channel.custody.JsonBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;

/// An operator's private keys: JSON with mode 0600, not encrypted. Whoever reads it, and the share
/// file, is the operator.
///
/// @param name as the configuration knows it
record OperatorKeyFile(String name, SigningKey signing, EncryptionKey encryption)
    implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");
  private static final int SEED = 32;

  /// Makes keys in a file that doesn't exist yet.
  static OperatorKeyFile make(Path file, String name, SecureRandom random) throws UsageException {
    if (!NAME.matcher(name).matches()) {
      throw new UsageException("a name has lower-case letters, digits, dots and hyphens");
    }
    byte[] signing = new byte[SEED];
    byte[] encryption = new byte[SEED];
    random.nextBytes(signing);
    random.nextBytes(encryption);
    try {
      PrivateFile.create(
          file,
          "{\"version\":1,\"operator\":\""
              + name
              + "\",\"signingKey\":\""
              + Bytes.copyOf(signing).hex()
              + "\",\"encryptionKey\":\""
              + Bytes.copyOf(encryption).hex()
              + "\"}\n");
      return new OperatorKeyFile(
          name, SigningKey.ofSeed(signing), EncryptionKey.ofSecret(encryption));
    } finally {
      Arrays.fill(signing, (byte) 0);
      Arrays.fill(encryption, (byte) 0);
    }
  }

  /// Reads keys.
  ///
  /// @throws UsageException if others may read the file too, or it isn't one
  static OperatorKeyFile read(Path file) throws UsageException {
    try {
      Set<PosixFilePermission> allowed = PosixFilePermissions.fromString("rw-------");
      if (!allowed.containsAll(Files.getPosixFilePermissions(file))) {
        throw new UsageException(file + ": others can read it; chmod 600, and think of new keys");
      }
      JsonNode node = JsonNode.parse(Files.readString(file));
      node.onlyMembers(Set.of("version", "operator", "signingKey", "encryptionKey"));
      node.member("version").integer(1, 1);
      byte[] signing = JsonBytes.hex(node.member("signingKey"), SEED).toByteArray();
      byte[] encryption = JsonBytes.hex(node.member("encryptionKey"), SEED).toByteArray();
      String name = node.member("operator").text();
      if (!NAME.matcher(name).matches()) {
        throw node.member("operator").error("a name is needed");
      }
      return new OperatorKeyFile(
          name, SigningKey.ofSeed(signing), EncryptionKey.ofSecret(encryption));
    } catch (MalformedJsonException e) {
      // What is wrong could quote a key.
      throw new UsageException(file + ": not an operator's key file");
    } catch (IOException e) {
      throw new UsageException(file + ": can't be read (" + e.getMessage() + ")");
    }
  }

  /// The line for the enclave's configuration.
  String configuration() {
    return "{\"name\": \""
        + name
        + "\", \"encryptionKey\": \""
        + encryption.publicKey().hex()
        + "\", \"signingKey\": \""
        + signing.publicKey().hex()
        + "\"}";
  }

  @Override
  public void close() {
    signing.close();
    encryption.close();
  }

  @Override
  public String toString() {
    return "keys of " + name;
  }
}
