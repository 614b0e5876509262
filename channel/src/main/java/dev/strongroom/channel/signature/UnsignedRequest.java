// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.signature;

import dev.strongroom.attestation.Bytes;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// A request that somebody is to sign.
///
/// @param base what is to be signed
/// @param headers those that it has already, by lower-case name
public record UnsignedRequest(Bytes base, Map<String, String> headers) {
  /// Copies the headers.
  public UnsignedRequest {
    headers = Map.copyOf(headers);
  }

  /// What a passkey has to sign: the SHA-256 of the base.
  ///
  /// @return 32 bytes
  public Bytes challenge() {
    return ContentDigest.sha256(base);
  }

  /// All headers, with a signature.
  public Map<String, String> withSignature(Bytes signature) {
    String encoded = Base64.getEncoder().encodeToString(signature.toByteArray());
    return with(RequestProfile.SIGNATURE, RequestProfile.LABEL + "=:" + encoded + ":");
  }

  /// All headers, with a passkey's assertion over [#challenge].
  ///
  /// @param assertionJson the credential as JSON (WebAuthn level 3, `toJSON()`)
  public Map<String, String> withPasskey(Bytes assertionJson) {
    return with(
        RequestProfile.PASSKEY,
        Base64.getUrlEncoder().withoutPadding().encodeToString(assertionJson.toByteArray()));
  }

  private Map<String, String> with(String name, String value) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(name, value);
    return Map.copyOf(all);
  }
}
