// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/// A vault's key on its way out to its owner, or in from its owner: encrypted by HPKE to one
/// recipient, and bound to all that is said of it in the open.
///
/// HPKE doesn't say who made an envelope, and an envelope can be sent twice. What an enclave takes
/// in is encrypted to a key of its own that it uses once, and asked for over the attested channel.
///
/// @param purpose which way it goes
/// @param label what key it is
/// @param recipient the X25519 key that it is encrypted to, 32 bytes
/// @param sealed by HPKE: the encoding of a [KeySecret]
public record KeyEnvelope(Purpose purpose, KeyLabel label, Bytes recipient, Bytes sealed) {
  private static final int VERSION = 1;
  private static final int MOST = 256;
  private static final Set<String> MEMBERS =
      Set.of("version", "purpose", "key", "recipient", "sealed");

  /// Which way a key goes.
  public enum Purpose {
    /// Out of the vault, to its owner.
    EXPORT("export"),
    /// Into the vault, from its owner.
    IMPORT("import");

    private final String code;

    Purpose(String code) {
      this.code = code;
    }

    /// Its name in JSON.
    public String code() {
      return code;
    }

    private static Optional<Purpose> of(String code) {
      for (Purpose purpose : values()) {
        if (purpose.code.equals(code)) {
          return Optional.of(purpose);
        }
      }
      return Optional.empty();
    }
  }

  /// Checks the lengths.
  public KeyEnvelope {
    if (recipient.length() != EncryptionKey.LENGTH
        || sealed.length() <= EncryptionKey.OVERHEAD
        || sealed.length() > MOST) {
      throw new IllegalArgumentException("not a key's envelope");
    }
  }

  /// Encrypts a key.
  ///
  /// @param recipient an X25519 key, 32 bytes
  /// @throws IllegalArgumentException if nothing can be encrypted to the recipient, or the id is
  ///   none
  public static KeyEnvelope seal(
      Purpose purpose, String keyId, KeySecret secret, Bytes recipient, SecureRandom random) {
    KeyLabel label = KeyLabel.of(keyId, secret);
    byte[] encoded = secret.encoded();
    try {
      return new KeyEnvelope(
          purpose,
          label,
          recipient,
          EncryptionKey.seal(recipient, info(purpose), context(label, recipient), encoded, random));
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  /// Decrypts the key.
  ///
  /// @return the caller's to close
  /// @throws UnopenableException if it is for another recipient, was changed in any part, or isn't
  ///   the key that the envelope names
  public KeySecret open(EncryptionKey key) throws UnopenableException {
    if (!key.publicKey().equals(recipient)) {
      throw new UnopenableException("the envelope is for another recipient");
    }
    byte[] encoded = key.open(info(purpose), context(label, recipient), sealed);
    try {
      KeySecret secret = KeySecret.parse(encoded);
      if (label.names(secret)) {
        return secret;
      }
      secret.close();
      throw new UnopenableException("the key isn't the one that the envelope names");
    } catch (MalformedCustodyException e) {
      throw new UnopenableException("the envelope doesn't hold a key: " + e.getMessage());
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  private static Bytes info(Purpose purpose) {
    return Bytes.utf8("strongroom key " + purpose.code() + " v" + VERSION);
  }

  private static Bytes context(KeyLabel label, Bytes recipient) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(VERSION);
    out.writeBytes(recipient.toByteArray());
    out.writeBytes(label.encoded().toByteArray());
    return Bytes.copyOf(out.toByteArray());
  }

  /// As JSON: `version` 1, `purpose` (`export` or `import`), `key` (`id`, `kind`, `public_keys`),
  /// `recipient` (hexadecimal digits), `sealed` (base64).
  public String json() {
    return "{\"version\":1,\"purpose\":\""
        + purpose.code()
        + "\",\"key\":"
        + label.json()
        + ",\"recipient\":\""
        + recipient.hex()
        + "\",\"sealed\":\""
        + JsonBytes.of(sealed)
        + "\"}";
  }

  /// Reads what [#json] wrote.
  ///
  /// @throws MalformedCustodyException if it isn't that
  public static KeyEnvelope parse(JsonNode node) throws MalformedCustodyException {
    try {
      node.onlyMembers(MEMBERS);
      node.member("version").integer(VERSION, VERSION);
      JsonNode purpose = node.member("purpose");
      return new KeyEnvelope(
          Purpose.of(purpose.text()).orElseThrow(() -> purpose.error("export or import is needed")),
          KeyLabel.read(node.member("key")),
          LowerHex.read(node.member("recipient"), EncryptionKey.LENGTH),
          JsonBytes.read(node.member("sealed")));
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw new MalformedCustodyException("not a key's envelope: " + e.getMessage());
    }
  }
}
