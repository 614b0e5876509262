// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.attestation.x509.RevocationList;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an endorsement says that it is about, in a few words; none of it is verified.
public final class Description {
  private static final Pattern MANIFEST = Pattern.compile("colloquialVersion=\"([^\"]{1,64})\"");

  private Description() {}

  /// The words.
  public static String of(Item item) {
    try {
      return switch (item.type()) {
        case CERTIFICATE ->
            Objects.requireNonNullElse(
                Certificate.parse(item.content()).commonName(), "without a common name");
        case REVOCATION_LIST -> RevocationList.parse(item.content()).revoked().size() + " revoked";
        case TCB_INFO -> {
          JsonNode info = json(item).member("tcbInfo");
          Optional<JsonNode> tee = info.optional("id");
          yield (tee.isEmpty() ? "SGX" : tee.get().text())
              + " platform "
              + info.member("fmspc").text();
        }
        case QE_IDENTITY -> json(item).member("enclaveIdentity").member("id").text();
        case REFERENCE_MANIFEST -> {
          Matcher version =
              MANIFEST.matcher(
                  new String(item.content().toByteArray(), StandardCharsets.ISO_8859_1));
          yield version.find() ? "version " + version.group(1) : "without a version";
        }
        case KEY_SET -> json(item).member("keys").items().size() + " keys";
        case OCSP_RESPONSE, EVENT_LOG -> item.content().length() + " bytes";
      };
    } catch (DerException | MalformedJsonException e) {
      return "can't be read: " + e.getMessage();
    }
  }

  private static JsonNode json(Item item) throws MalformedJsonException {
    return JsonNode.parse(String.valueOf(item.content().asUtf8()));
  }
}
