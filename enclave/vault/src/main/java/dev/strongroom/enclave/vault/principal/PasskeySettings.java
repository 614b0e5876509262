// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Whose passkeys are taken.
///
/// @param relyingParty its id: a host's name
/// @param origins of the pages at which they may be used, such as `https://wallet.example.com`
/// @param attestationRoots of the makers of authenticators; may be empty
public record PasskeySettings(
    String relyingParty, Set<String> origins, List<X509Certificate> attestationRoots) {
  private static final int MOST = 100;
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");
  private static final int LONGEST_NAME = 100;

  /// Copies the collections.
  public PasskeySettings {
    origins = Set.copyOf(origins);
    attestationRoots = List.copyOf(attestationRoots);
  }

  static PasskeySettings parse(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("relyingParty", "origins", "attestationRoots"));
    JsonNode party = node.member("relyingParty");
    String name = party.text();
    if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
      throw party.error("the name of a host is needed, in lower case");
    }
    Set<String> origins = new LinkedHashSet<>();
    for (JsonNode item : node.member("origins").items()) {
      if (!isOrigin(item.text(), name) || origins.size() == MOST || !origins.add(item.text())) {
        throw item.error("an origin of the relying party is needed, each once");
      }
    }
    List<X509Certificate> roots = new ArrayList<>();
    var pems = node.optional("attestationRoots");
    if (pems.isPresent()) {
      for (JsonNode pem : pems.get().items()) {
        if (roots.size() == MOST) {
          throw pem.error("more than " + MOST + " roots");
        }
        roots.add(certificate(pem));
      }
    }
    return new PasskeySettings(name, origins, roots);
  }

  /// `https`, or `http` on this very computer; the relying party's host or one below it; nothing
  /// behind the port (WebAuthn level 3, section 5.1.3, steps 7 and 8).
  private static boolean isOrigin(String text, String relyingParty) {
    try {
      URI uri = new URI(text);
      String host = uri.getHost();
      String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      return host != null
          && (host.equals(relyingParty) || host.endsWith("." + relyingParty))
          && ("https".equals(uri.getScheme())
              || ("http".equals(uri.getScheme()) && host.equals("localhost")))
          && text.equals(uri.getScheme() + "://" + host + port);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static X509Certificate certificate(JsonNode pem) throws MalformedJsonException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(pem.text().getBytes(StandardCharsets.US_ASCII)));
    } catch (CertificateException e) {
      throw pem.error("a certificate in PEM is needed");
    }
  }
}
