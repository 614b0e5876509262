// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// An OIDC provider whose word is taken.
///
/// @param issuer its URL, letter by letter as in its tokens
/// @param audience the client id that tokens have to be for
/// @param keys its keys, if they are pinned
/// @param jwksUrl where to fetch them, if they aren't
public record OidcSettings(
    String issuer, String audience, Optional<IssuerKeys> keys, Optional<URI> jwksUrl) {
  private static final Pattern TEXT = Pattern.compile("[!-~]{1,200}");
  private static final int LONGEST_ISSUER = 120;

  /// Checks that the keys come from one place.
  ///
  /// @throws IllegalArgumentException if they come from none, or two
  public OidcSettings {
    if (keys.isPresent() == jwksUrl.isPresent()) {
      throw new IllegalArgumentException("either keys or their URL are needed");
    }
  }

  static OidcSettings parse(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("issuer", "audience", "keys", "jwksUrl"));
    JsonNode issuer = node.member("issuer");
    JsonNode audience = node.member("audience");
    https(issuer);
    // The fragment's mark parts issuer and subject in the principal's name.
    if (issuer.text().length() > LONGEST_ISSUER || issuer.text().contains("?")) {
      throw issuer.error("an issuer of at most " + LONGEST_ISSUER + " characters is needed");
    }
    if (!TEXT.matcher(audience.text()).matches()) {
      throw audience.error("a client id in printable ASCII is needed");
    }
    var pinned = node.optional("keys");
    var url = node.optional("jwksUrl");
    if (pinned.isPresent() == url.isPresent()) {
      throw node.error("either keys or jwksUrl is needed");
    }
    return new OidcSettings(
        issuer.text(),
        audience.text(),
        pinned.isPresent() ? Optional.of(IssuerKeys.pinned(pinned.get())) : Optional.empty(),
        url.isPresent() ? Optional.of(https(url.get())) : Optional.empty());
  }

  private static URI https(JsonNode node) throws MalformedJsonException {
    try {
      URI uri = new URI(node.text());
      if ("https".equals(uri.getScheme())
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getFragment() == null
          && TEXT.matcher(node.text()).matches()) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw node.error("a URL with https is needed, without user and fragment");
  }
}
