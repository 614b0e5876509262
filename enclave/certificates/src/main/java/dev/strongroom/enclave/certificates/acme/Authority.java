// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates.acme;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.certificates.CertificateException;
import dev.strongroom.enclave.certificates.CertificateProblem;
import dev.strongroom.enclave.certificates.CertificateSettings.Acme;
import dev.strongroom.enclave.certificates.Trust;
import dev.strongroom.enclave.runtime.certificates.CertifiedKey;
import dev.strongroom.enclave.runtime.certificates.ServedNames;
import dev.strongroom.enclave.runtime.egress.Egress;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Identifier;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.connector.Resource;

/// An authority that issues certificates by ACME, one step at a time: who calls writes down in
/// between what was reached. Used by one thread.
public final class Authority implements AutoCloseable {
  private static final Set<Status> ENDS = Set.of(Status.VALID, Status.INVALID);

  private final Acme settings;
  private final HttpClient client;
  private final Session session;

  /// An authority that hasn't been asked yet.
  public Authority(Acme settings, Egress egress) {
    this.settings = settings;
    this.client = egress.httpClient(Trust.in(settings.roots()).tls());
    this.session =
        new Session(
            settings.directory(),
            new EnclaveProvider(settings.directory(), settings.place(), client));
  }

  /// The account of this key, which is made if there is none.
  ///
  /// @return its URL
  /// @throws CertificateException if the authority doesn't answer, or refuses
  public String account(KeyPair key) throws CertificateException, InterruptedException {
    return Asking.of(() -> {
      AccountBuilder builder = new AccountBuilder().useKeyPair(key).agreeToTermsOfService();
      settings.contacts().forEach(builder::addContact);
      return builder.createLogin(session).getAccountLocation().toString();
    });
  }

  /// An account that is there.
  public Login login(String account, KeyPair key) throws CertificateException {
    return session.login(url(account), key);
  }

  /// Orders a certificate.
  ///
  /// @throws CertificateException if the authority doesn't answer, or refuses
  public Order order(Login login, Collection<String> domains)
      throws CertificateException, InterruptedException {
    return Asking.of(() -> login.newOrder().domains(domains).create());
  }

  /// An order that was made before; empty if nothing will become of it any more.
  ///
  /// @throws CertificateException if the authority doesn't answer
  public Optional<Order> order(Login login, String location, Set<String> domains)
      throws CertificateException, InterruptedException {
    Order order = login.bindOrder(url(location));
    try {
      Status status = Asking.of(order::getStatus);
      boolean alive = status != Status.INVALID && status != Status.UNKNOWN;
      return alive && named(order).equals(domains) ? Optional.of(order) : Optional.empty();
    } catch (CertificateException e) {
      if (e.problem() == CertificateProblem.REFUSED) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Set<String> named(Order order) throws CertificateException, InterruptedException {
    List<Identifier> named = Asking.of(order::getIdentifiers);
    Set<String> names = new HashSet<>();
    for (Identifier identifier : named) {
      names.add(Asking.of(identifier::getDomain));
    }
    return names;
  }

  /// Proves each name of an order to the authority that isn't proved yet.
  ///
  /// @param names answers the authority's validations meanwhile
  /// @param keys for proofs
  /// @throws CertificateException if one can't be proved
  public void prove(Order order, Set<String> domains, ServedNames names, Supplier<KeyPair> keys)
      throws CertificateException, InterruptedException {
    for (Authorization authorization : Asking.of(order::getAuthorizations)) {
      if (Asking.of(authorization::getStatus) == Status.VALID) {
        continue;
      }
      String domain = Asking.of(() -> authorization.getIdentifier().getDomain());
      if (!domains.contains(domain)) {
        throw new CertificateException(
            CertificateProblem.NAMES, "the authority wants " + domain + " proved", null);
      }
      TlsAlpn01Challenge challenge =
          Asking.of(() -> authorization.findChallenge(TlsAlpn01Challenge.class))
              .orElseThrow(() ->
                  new CertificateException(
                      CertificateProblem.NOT_OFFERED, "tls-alpn-01 for " + domain, null));
      prove(authorization, challenge, domain, names, keys.get());
    }
  }

  private static void prove(
      Authorization authorization,
      TlsAlpn01Challenge challenge,
      String domain,
      ServedNames names,
      KeyPair key)
      throws CertificateException, InterruptedException {
    X509Certificate proof = NameProof.of(key, domain, Asking.of(challenge::getAcmeValidation));
    try (ServedNames.Proof _ =
        names.prove(domain, new CertifiedKey(key.getPrivate(), List.of(proof)))) {
      Asking.of(() -> {
        challenge.trigger();
        return challenge;
      });
      if (Asking.ended(authorization, ENDS) != Status.VALID) {
        throw new CertificateException(
            CertificateProblem.CHALLENGE, domain + ": " + why(authorization), null);
      }
    }
  }

  private static String why(Authorization authorization)
      throws CertificateException, InterruptedException {
    return Asking.of(() -> authorization.findChallenge(TlsAlpn01Challenge.class))
        .flatMap(TlsAlpn01Challenge::getError)
        .map(Asking::said)
        .orElse("the authority doesn't say why");
  }

  /// Has the certificate of an order issued, whose names are proved.
  ///
  /// @param request to certify a key (PKCS #10), in DER
  /// @return the chain as the authority gives it, unchecked
  /// @throws CertificateException if it isn't issued
  public List<X509Certificate> issued(Order order, Bytes request)
      throws CertificateException, InterruptedException {
    if (Asking.ended(order, Set.of(Status.READY, Status.VALID, Status.INVALID)) == Status.READY) {
      Asking.of(() -> {
        order.execute(request.toByteArray());
        return order;
      });
    }
    if (Asking.ended(order, ENDS) != Status.VALID) {
      throw new CertificateException(
          CertificateProblem.REFUSED,
          Asking.of(order::getError).map(Asking::said).orElse("the order came to nothing"),
          null);
    }
    return Asking.of(() -> {
      var certificate = order.getCertificate();
      certificate.download();
      return certificate.getCertificateChain();
    });
  }

  /// When the authority wants a certificate renewed (RFC 9773), if it says so.
  ///
  /// @throws CertificateException if it doesn't answer
  public Optional<Instant> renewal(Login login, X509Certificate certificate)
      throws CertificateException, InterruptedException {
    if (Asking.of(() -> session.resourceUrlOptional(Resource.RENEWAL_INFO)).isEmpty()) {
      return Optional.empty();
    }
    RenewalInfo info =
        Asking.of(() -> {
          RenewalInfo found = login.bindRenewalInfo(certificate);
          found.fetch();
          return found;
        });
    return Optional.of(Asking.of(info::getSuggestedWindowStart));
  }

  private static URL url(String text) throws CertificateException {
    try {
      return URI.create(text).toURL();
    } catch (MalformedURLException | IllegalArgumentException e) {
      throw new CertificateException(CertificateProblem.STORE, "a sealed URL isn't one", e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
