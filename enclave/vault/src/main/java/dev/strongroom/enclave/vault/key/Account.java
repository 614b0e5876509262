// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.key;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a key is to the world: a public key and its addresses.
///
/// @param path where it derives from; empty for a key that is one
/// @param publicKey of it
/// @param addresses by chain, such as `evm`, `solana`, `bitcoin`
public record Account(String path, PublicKey publicKey, SortedMap<String, String> addresses) {
  /// Copies the map.
  public Account {
    addresses = Collections.unmodifiableSortedMap(new TreeMap<>(addresses));
  }

  /// As JSON: `path`, `curve`, `publicKey`, `addresses`.
  public Map<String, Object> stored() {
    return Map.of(
        "path",
        path,
        "curve",
        publicKey.curve().code(),
        "publicKey",
        publicKey.encoded().hex(),
        "addresses",
        addresses);
  }

  static Account read(JsonNode node) throws MalformedJsonException {
    JsonNode curve = node.member("curve");
    for (Curve known : Curve.values()) {
      if (known.code().equals(curve.text())) {
        try {
          return new Account(
              node.member("path").anyText(),
              new PublicKey(known, Bytes.fromHex(node.member("publicKey").text())),
              new TreeMap<>(Stored.map(node.member("addresses"), JsonNode::text)));
        } catch (IllegalArgumentException e) {
          throw node.error("not a public key");
        }
      }
    }
    throw curve.error("an unknown curve");
  }
}
