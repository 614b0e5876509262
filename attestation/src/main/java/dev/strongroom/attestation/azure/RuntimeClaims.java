// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.Base64;
import java.util.Optional;

/// What the paravisor says of its machine: JSON whose digest is the report's data. Members that
/// aren't known here are as good as any: the report vouches for all of them.
///
/// @param attestationKey the key that the virtual TPM signs quotes with: RSA of 2048 bits,
///   SubjectPublicKeyInfo, DER
/// @param userData the guest's own; empty if it gave none
/// @param secureBoot whether the firmware verifies what it boots; empty if it isn't said
/// @param machine the machine's id; empty if it isn't said
public record RuntimeClaims(
    Bytes attestationKey,
    Optional<Bytes> userData,
    Optional<Boolean> secureBoot,
    Optional<String> machine) {

  private static final String KEY_ID = "HCLAkPub";
  private static final int MODULUS = 256;

  /// RFC 8017, A.1.1, of a modulus of 2048 bits: what stands before it.
  private static final Bytes BEFORE_MODULUS =
      Bytes.fromHex("30820122300d06092a864886f70d01010105000382010f003082010a0282010100");

  /// And after it: the exponent 65537.
  private static final Bytes AFTER_MODULUS = Bytes.fromHex("0203010001");

  /// Reads them.
  ///
  /// @throws MalformedEvidenceException if they can't be understood
  public static RuntimeClaims parse(Bytes json) throws MalformedEvidenceException {
    String text = json.asUtf8();
    if (text == null) {
      throw broken("not text");
    }
    try {
      return read(JsonNode.parse(text));
    } catch (MalformedJsonException e) {
      throw broken(e.getMessage());
    }
  }

  private static RuntimeClaims read(JsonNode claims)
      throws MalformedJsonException, MalformedEvidenceException {
    JsonNode found = null;
    for (JsonNode key : claims.member("keys").items()) {
      if (key.member("kid").text().equals(KEY_ID)) {
        if (found != null) {
          throw broken("two keys " + KEY_ID);
        }
        found = key;
      }
    }
    if (found == null) {
      throw broken("no key " + KEY_ID);
    }
    Optional<JsonNode> userData = claims.optional("user-data");
    Optional<JsonNode> machine = claims.optional("vm-configuration");
    Optional<JsonNode> secureBoot =
        machine.isEmpty() ? Optional.empty() : machine.get().optional("secure-boot");
    Optional<JsonNode> id =
        machine.isEmpty() ? Optional.empty() : machine.get().optional("vmUniqueId");
    return new RuntimeClaims(
        key(found),
        userData.isEmpty() ? Optional.empty() : Optional.of(hex(userData.get())),
        secureBoot.isEmpty() ? Optional.empty() : Optional.of(secureBoot.get().flag()),
        id.isEmpty() ? Optional.empty() : Optional.of(id.get().text()));
  }

  private static Bytes key(JsonNode key) throws MalformedJsonException, MalformedEvidenceException {
    Bytes modulus = base64(key.member("n"));
    Bytes exponent = base64(key.member("e"));
    if (!key.member("kty").text().equals("RSA")
        || modulus.length() != MODULUS
        || modulus.at(0) < 0x80
        || !exponent.equals(Bytes.fromHex("010001"))) {
      throw broken(KEY_ID + " isn't RSA of 2048 bits with the exponent 65537");
    }
    return Bytes.fromHex(BEFORE_MODULUS.hex() + modulus.hex() + AFTER_MODULUS.hex());
  }

  private static Bytes base64(JsonNode text) throws MalformedJsonException {
    try {
      return Bytes.copyOf(Base64.getUrlDecoder().decode(text.text()));
    } catch (IllegalArgumentException e) {
      throw text.error("not base64url");
    }
  }

  private static Bytes hex(JsonNode text) throws MalformedJsonException {
    try {
      return Bytes.fromHex(text.anyText());
    } catch (IllegalArgumentException e) {
      throw text.error("not hexadecimal digits");
    }
  }

  private static MalformedEvidenceException broken(String problem) {
    return new MalformedEvidenceException("azure.runtime", 0, "runtime claims: " + problem);
  }
}
