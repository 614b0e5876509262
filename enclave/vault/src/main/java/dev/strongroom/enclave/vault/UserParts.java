// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.vault.material.ImproperUserPartException;
import dev.strongroom.enclave.vault.material.UserPart;
import java.text.Normalizer;
import java.util.Optional;
import java.util.Set;

/// What a user adds to a request so that their key opens. It came inside the request, so the
/// enclave's memory has it as text too until that is collected; what it opens is wiped at once.
///
/// @param part empty if nothing was added
record UserParts(Optional<UserPart> part) implements AutoCloseable {
  /// Reads the member `share`: a `secret` of 32 bytes in hexadecimal digits, or a `password`.
  static UserParts read(JsonNode body) throws MalformedJsonException {
    Optional<JsonNode> share = body.optional("share");
    if (share.isEmpty()) {
      return new UserParts(Optional.empty());
    }
    share.get().onlyMembers(Set.of("secret", "password"));
    Optional<JsonNode> password = share.get().optional("password");
    if (password.isPresent() == share.get().optional("secret").isPresent()) {
      throw share.get().error("a secret or a password is needed");
    }
    try {
      if (password.isPresent()) {
        String text = Normalizer.normalize(password.get().text(), Normalizer.Form.NFC);
        return new UserParts(
            Optional.of(UserPart.Password.of(Secret.owning(Bytes.utf8(text).toByteArray()))));
      }
      Bytes secret = Json.hex(share.get().member("secret"));
      return new UserParts(Optional.of(UserPart.Passkey.of(Secret.owning(secret.toByteArray()))));
    } catch (ImproperUserPartException e) {
      throw share.get().error(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    part.ifPresent(UserPart::close);
  }
}
