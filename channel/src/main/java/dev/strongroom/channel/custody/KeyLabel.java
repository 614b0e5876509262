// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.io.ByteArrayOutputStream;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// What is said of a key in the open, wherever its secret travels encrypted. Public.
///
/// @param keyId its name in the vault: 1 to 128 letters, digits, `.`, `_`, `:` and `-`
/// @param kind what kind of key
/// @param publicKeys as [KeySecret#publicKeys] has them
public record KeyLabel(String keyId, KeyKind kind, SortedMap<String, Bytes> publicKeys) {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
  private static final Set<String> MEMBERS = Set.of("id", "kind", "public_keys");
  private static final int COMPRESSED = 33;
  private static final int MONTGOMERY = 32;

  /// Checks the id, and that there are public keys for this kind and no others.
  public KeyLabel {
    publicKeys = Collections.unmodifiableSortedMap(new TreeMap<>(publicKeys));
    if (!ID.matcher(keyId).matches()) {
      throw new IllegalArgumentException("a key's id has 1 to 128 letters, digits and . _ : -");
    }
    int length = lengthOf(kind);
    boolean right =
        length == 0
            ? publicKeys.isEmpty()
            : publicKeys.size() == 1
                && publicKeys.getOrDefault(kind.code(), Bytes.EMPTY).length() == length;
    if (!right) {
      throw new IllegalArgumentException("not the public keys of a " + kind.code() + " key");
    }
  }

  /// The label of a secret.
  public static KeyLabel of(String keyId, KeySecret secret) {
    return new KeyLabel(keyId, secret.kind(), secret.publicKeys());
  }

  /// Whether this is the key.
  public boolean names(KeySecret secret) {
    return kind == secret.kind() && publicKeys.equals(secret.publicKeys());
  }

  private static int lengthOf(KeyKind kind) {
    return switch (kind) {
      case SECP256K1, P256 -> COMPRESSED;
      case ED25519, X25519 -> MONTGOMERY;
      case SEED, HMAC -> 0;
    };
  }

  /// All of it, for authentication: length of the id (1), the id, kind (1), the public key if there
  /// is one, whose length the kind says.
  Bytes encoded() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(keyId.length());
    out.writeBytes(Bytes.utf8(keyId).toByteArray());
    out.write(kind.number());
    publicKeys.values().forEach(key -> out.writeBytes(key.toByteArray()));
    return Bytes.copyOf(out.toByteArray());
  }

  /// As JSON: `id`, `kind`, `public_keys` (an object of hexadecimal digits).
  String json() {
    StringBuilder keys = new StringBuilder();
    for (Map.Entry<String, Bytes> key : publicKeys.entrySet()) {
      keys.append(keys.isEmpty() ? "" : ",")
          .append('"')
          .append(key.getKey())
          .append("\":\"")
          .append(key.getValue().hex())
          .append('"');
    }
    return "{\"id\":\""
        + keyId
        + "\",\"kind\":\""
        + kind.code()
        + "\",\"public_keys\":{"
        + keys
        + "}}";
  }

  /// Reads what [#json] wrote.
  ///
  /// @throws MalformedJsonException if it isn't that
  static KeyLabel read(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(MEMBERS);
    JsonNode kindNode = node.member("kind");
    KeyKind kind =
        KeyKind.of(kindNode.text()).orElseThrow(() -> kindNode.error("an unknown kind of key"));
    JsonNode keys = node.member("public_keys");
    int length = lengthOf(kind);
    keys.onlyMembers(length == 0 ? Set.of() : Set.of(kind.code()));
    SortedMap<String, Bytes> publicKeys = new TreeMap<>();
    if (length > 0) {
      publicKeys.put(kind.code(), LowerHex.read(keys.member(kind.code()), length));
    }
    try {
      return new KeyLabel(node.member("id").text(), kind, publicKeys);
    } catch (IllegalArgumentException e) {
      throw node.error(String.valueOf(e.getMessage()));
    }
  }
}
