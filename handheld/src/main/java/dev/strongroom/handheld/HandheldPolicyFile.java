// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld;

import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.policy.MalformedPolicyException;

/// Reads policies for evidence of phones from JSON text: `docs/evidence-handheld.md`.
public final class HandheldPolicyFile {
  private static final long VERSION = 1;

  private HandheldPolicyFile() {}

  /// Whether the text is JSON that says it is a policy of these kinds, whole or broken.
  public static boolean recognises(String json) {
    try {
      String kind = JsonNode.parse(json).member("kind").text();
      return kind.equals(EvidenceKind.ANDROID_KEY.toString())
          || kind.equals(EvidenceKind.APPLE_APP_ATTEST.toString());
    } catch (MalformedJsonException e) {
      return false;
    }
  }

  /// Reads a policy.
  ///
  /// @throws MalformedPolicyException if it isn't one; says where and why
  public static HandheldPolicy parse(String json) throws MalformedPolicyException {
    try {
      JsonNode policy = JsonNode.parse(json);
      if (!policy.member("version").value().equals(VERSION)) {
        throw policy.member("version").error("only version " + VERSION + " is understood");
      }
      return read(policy);
    } catch (MalformedJsonException e) {
      throw new MalformedPolicyException(e.place(), e.problem());
    }
  }

  private static HandheldPolicy read(JsonNode policy) throws MalformedJsonException {
    JsonNode kind = policy.member("kind");
    String name = kind.text();
    try {
      if (name.equals(EvidenceKind.ANDROID_KEY.toString())) {
        return AndroidKeyPolicyReader.read(policy);
      }
      if (name.equals(EvidenceKind.APPLE_APP_ATTEST.toString())) {
        return AppAttestPolicyReader.read(policy);
      }
    } catch (IllegalArgumentException e) {
      throw policy.error(String.valueOf(e.getMessage()));
    }
    throw kind.error("not a kind of evidence that phones give");
  }
}
