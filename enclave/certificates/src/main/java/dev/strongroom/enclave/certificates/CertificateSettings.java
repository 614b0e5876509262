// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.runtime.egress.EgressRule;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Which names the enclave may have certificates for, and from whom: a part of the measured
/// configuration.
///
/// @param domains the names, in lower case; a certificate has exactly these
/// @param ledger whether what is done has to be entered in the log
/// @param source where certificates come from
public record CertificateSettings(Set<String> domains, boolean ledger, Source source) {
  private static final int MOST_DOMAINS = 100;
  private static final int MOST_CONTACTS = 8;
  private static final int MOST_ROOTS = 16;
  private static final int HTTPS = 443;

  /// What a mailbox looks like, and nothing that could mean more than one.
  private static final Pattern CONTACT =
      Pattern.compile("mailto:[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,200}");

  /// Where certificates come from.
  public sealed interface Source {}

  /// An authority, by ACME.
  ///
  /// @param directory its directory
  /// @param place the directory's host and port, the only ones that are asked
  /// @param contacts that the authority gets
  /// @param roots who vouches for the directory's server; empty: those of the Java runtime
  public record Acme(
      URI directory, EgressRule place, List<URI> contacts, List<X509Certificate> roots)
      implements Source {
    /// Copies the lists.
    public Acme {
      contacts = List.copyOf(contacts);
      roots = List.copyOf(roots);
    }
  }

  /// The operator, who brings them.
  ///
  /// @param roots that their chains lead to; empty: those of the Java runtime
  public record Own(List<X509Certificate> roots) implements Source {
    /// Copies the list.
    public Own {
      roots = List.copyOf(roots);
    }
  }

  /// Copies the names.
  public CertificateSettings {
    domains = Set.copyOf(domains);
  }

  /// Reads settings.
  ///
  /// @throws MalformedJsonException if they aren't any; says where and why
  public static CertificateSettings parse(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("acme", "own", "domains", "ledger"));
    Optional<JsonNode> acme = node.optional("acme");
    Optional<JsonNode> own = node.optional("own");
    if (acme.isPresent() == own.isPresent()) {
      throw node.error("either \"acme\" or \"own\" is needed");
    }
    Optional<JsonNode> ledger = node.optional("ledger");
    return new CertificateSettings(
        domains(node.member("domains")),
        ledger.isEmpty() || ledger.get().flag(),
        acme.isPresent() ? acme(acme.get()) : own(own.orElseThrow()));
  }

  private static Acme acme(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("directory", "termsAgreed", "contacts", "challenge", "roots"));
    JsonNode directory = node.member("directory");
    URI uri = directory(directory);
    if (!node.member("termsAgreed").flag()) {
      throw node.member("termsAgreed").error("true is needed: no authority issues without");
    }
    Optional<JsonNode> challenge = node.optional("challenge");
    if (challenge.isPresent() && !challenge.get().text().equals("tls-alpn-01")) {
      throw challenge.get().error("tls-alpn-01 is the only one: a host could answer the others");
    }
    return new Acme(uri, place(directory, uri), contacts(node.optional("contacts")), roots(node));
  }

  private static Own own(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("roots"));
    return new Own(roots(node));
  }

  private static URI directory(JsonNode node) throws MalformedJsonException {
    URI uri;
    try {
      uri = URI.create(node.text());
    } catch (IllegalArgumentException e) {
      throw node.error("a URL is needed");
    }
    if (!"https".equals(uri.getScheme())
        || uri.getHost() == null
        || uri.getRawUserInfo() != null
        || uri.getRawFragment() != null) {
      throw node.error("an https URL without user and fragment is needed");
    }
    return uri;
  }

  private static EgressRule place(JsonNode node, URI uri) throws MalformedJsonException {
    try {
      return new EgressRule(uri.getHost(), uri.getPort() < 0 ? HTTPS : uri.getPort());
    } catch (IllegalArgumentException e) {
      throw node.error(String.valueOf(e.getMessage()));
    }
  }

  private static Set<String> domains(JsonNode list) throws MalformedJsonException {
    Set<String> domains = new LinkedHashSet<>();
    for (JsonNode item : list.items()) {
      try {
        EgressRule name = new EgressRule(item.text(), HTTPS);
        if (name.host().chars().allMatch(one -> one == '.' || Character.isDigit(one))) {
          throw item.error("a name is needed, not an address");
        }
      } catch (IllegalArgumentException e) {
        throw item.error("a name in lower case is needed, without wildcards");
      }
      if (!domains.add(item.text())) {
        throw item.error("listed twice");
      }
    }
    if (domains.size() > MOST_DOMAINS) {
      throw list.error("more than " + MOST_DOMAINS);
    }
    return domains;
  }

  private static List<URI> contacts(Optional<JsonNode> list) throws MalformedJsonException {
    List<URI> contacts = new ArrayList<>();
    if (list.isPresent()) {
      for (JsonNode item : list.get().items()) {
        if (!CONTACT.matcher(item.text()).matches()) {
          throw item.error("such as mailto:operator@example.com");
        }
        contacts.add(URI.create(item.text()));
      }
      if (contacts.size() > MOST_CONTACTS) {
        throw list.get().error("more than " + MOST_CONTACTS);
      }
    }
    return contacts;
  }

  private static List<X509Certificate> roots(JsonNode node) throws MalformedJsonException {
    List<X509Certificate> roots = new ArrayList<>();
    Optional<JsonNode> list = node.optional("roots");
    if (list.isPresent()) {
      for (JsonNode item : list.get().items()) {
        try {
          List<X509Certificate> read = ChainText.parse(item.text());
          if (read.size() != 1) {
            throw item.error("one certificate for each text");
          }
          roots.addAll(read);
        } catch (CertificateException e) {
          throw item.error("a certificate as PEM text is needed");
        }
      }
      if (roots.size() > MOST_ROOTS) {
        throw list.get().error("more than " + MOST_ROOTS);
      }
    }
    return roots;
  }
}
