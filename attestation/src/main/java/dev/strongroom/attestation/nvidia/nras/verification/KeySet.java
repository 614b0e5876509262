// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.nras.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The service's keys by name, from the given JSON Web Key Sets (RFC 7517): P-384 keys for
/// signatures. Others are passed over; a name that stands for two keys stands for none.
final class KeySet {
  /// SubjectPublicKeyInfo of P-384 up to the point's coordinates (RFC 5480, 2).
  private static final String PREFIX = "3076301006072a8648ce3d020106052b8104002203620004";

  private static final int COORDINATE = 48;

  private final Map<String, Bytes> keys = new HashMap<>();
  private final SignatureProvider signatures;

  KeySet(Endorsements endorsements, SignatureProvider signatures) {
    this.signatures = signatures;
    Set<String> twice = new HashSet<>();
    for (Bytes set : endorsements.of(Endorsements.Type.KEY_SET)) {
      try {
        String text = set.asUtf8();
        if (text != null) {
          for (JsonNode key : JsonNode.parseWithNulls(text).member("keys").items()) {
            add(key, twice);
          }
        }
      } catch (MalformedJsonException e) {
        // What was read of it so far counts; the rest names no key.
      }
    }
    twice.forEach(keys::remove);
  }

  private void add(JsonNode key, Set<String> twice) throws MalformedJsonException {
    if (!is(key, "kty", "EC", false)
        || !is(key, "crv", "P-384", false)
        || !is(key, "use", "sig", true)
        || !is(key, "alg", "ES384", true)) {
      return;
    }
    Bytes info =
        Bytes.fromHex(
            PREFIX + coordinate(key.member("x")).hex() + coordinate(key.member("y")).hex());
    String name = key.member("kid").text();
    Bytes before = keys.put(name, info);
    if (before != null && !before.equals(info)) {
      twice.add(name);
    }
  }

  private static boolean is(JsonNode key, String name, String wanted, boolean optional)
      throws MalformedJsonException {
    Optional<JsonNode> member = key.optional(name);
    return member.isEmpty() ? optional : member.get().anyText().equals(wanted);
  }

  private static Bytes coordinate(JsonNode node) throws MalformedJsonException {
    try {
      Bytes value = Bytes.copyOf(Base64.getUrlDecoder().decode(node.text()));
      if (value.length() != COORDINATE) {
        throw node.error("not a coordinate of P-384");
      }
      return value;
    } catch (IllegalArgumentException e) {
      throw node.error("not base64url");
    }
  }

  /// The key called `name`, if there is one and it is valid.
  Optional<PublicKey> find(String name) {
    Bytes info = keys.get(name);
    if (info == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(signatures.ecKey(info));
    } catch (InvalidKeyException e) {
      return Optional.empty();
    }
  }
}
