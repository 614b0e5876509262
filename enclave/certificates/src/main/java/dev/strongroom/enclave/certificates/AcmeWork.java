// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.certificates.CertificateSettings.Acme;
import dev.strongroom.enclave.certificates.acme.Authority;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.certificates.ServedNames;
import dev.strongroom.enclave.runtime.storage.Name;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;

/// Gets a certificate from an authority, step by step. What was reached is sealed before the next
/// step, so that a restart goes on there, and nothing is ordered twice. Used by one thread.
final class AcmeWork implements AutoCloseable {
  private static final Name ACCOUNT = Name.of("account");
  private static final String DIRECTORY = "directory";
  private static final String KEY = "key";
  private static final String URL = "url";
  private static final String ORDER = "order";
  private static final String ENTERED = "entered";

  private final Acme settings;
  private final Set<String> domains;
  private final SealedRecords records;
  private final EntryBook book;
  private final Shelf shelf;
  private final ServedNames names;
  private final Authority authority;
  private final SecureRandom random;
  private @Nullable Login login;

  AcmeWork(
      Acme settings,
      Set<String> domains,
      SealedRecords records,
      EntryBook book,
      Shelf shelf,
      ServedNames names,
      Enclave enclave) {
    this.settings = settings;
    this.domains = domains;
    this.records = records;
    this.book = book;
    this.shelf = shelf;
    this.names = names;
    this.authority = new Authority(settings, enclave.egress());
    this.random = enclave.random();
  }

  /// Has a certificate issued and takes it into use.
  ///
  /// @throws CertificateException if there is none to be had now
  void renew() throws CertificateException, InterruptedException {
    boolean known = login != null;
    try {
      order();
    } catch (CertificateException e) {
      login = null;
      if (known && e.problem() == CertificateProblem.REFUSED) {
        // The authority may have forgotten the account, which is had again for the asking.
        order();
        return;
      }
      forgetIfUseless(e);
      throw e;
    }
  }

  /// What was issued isn't taken, so asking for it again would come to the same.
  private void forgetIfUseless(CertificateException e) throws CertificateException {
    switch (e.problem()) {
      case KEY, NAMES, DATES, CHAIN, UNREADABLE -> records.write(Map.of(Shelf.PENDING, Map.of()));
      default -> {
        // The order may still come to something.
      }
    }
  }

  /// The account, asked for once per boot and again after a failure.
  Login login() throws CertificateException, InterruptedException {
    Login known = login;
    if (known != null) {
      return known;
    }
    String directory = settings.directory().toString();
    Map<String, String> account = new LinkedHashMap<>(records.read(ACCOUNT));
    if (!directory.equals(account.get(DIRECTORY))) {
      account.clear();
      account.put(DIRECTORY, directory);
      account.put(KEY, EnclaveKey.text(EnclaveKey.generate(random)));
      records.write(Map.of(ACCOUNT, account));
    }
    KeyPair key = EnclaveKey.parse(account.getOrDefault(KEY, ""));
    String url = authority.account(key);
    if (!url.equals(account.get(URL))) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put(DIRECTORY, directory);
      entry.put("account", url);
      entry.put("keySha256", EnclaveKey.sha256(key.getPublic()));
      book.enter(EntryBook.Act.ACCOUNT, entry);
      account.put(URL, url);
      records.write(Map.of(ACCOUNT, account));
    }
    Login fresh = authority.login(url, key);
    login = fresh;
    return fresh;
  }

  Authority authority() {
    return authority;
  }

  private void order() throws CertificateException, InterruptedException {
    Login account = login();
    Map<String, String> pending = new LinkedHashMap<>(records.read(Shelf.PENDING));
    Optional<Order> before =
        pending.containsKey(ORDER)
            ? authority.order(account, pending.get(ORDER), domains)
            : Optional.empty();
    if (before.isEmpty()) {
      String key = pending.getOrDefault(KEY, EnclaveKey.text(EnclaveKey.generate(random)));
      pending.clear();
      pending.put(KEY, key);
    }
    KeyPair key = EnclaveKey.parse(pending.getOrDefault(KEY, ""));
    Order order = before.isPresent() ? before.get() : authority.order(account, domains);
    String location = order.getLocation().toString();
    if (before.isEmpty()) {
      pending.put(ORDER, location);
      records.write(Map.of(Shelf.PENDING, pending));
    }
    authority.prove(order, domains, names, () -> EnclaveKey.generate(random));
    if (!pending.containsKey(ENTERED)) {
      // Before the authority is asked: so that no certificate can exist whose key isn't entered.
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put(DIRECTORY, settings.directory().toString());
      entry.put(ORDER, location);
      entry.put("domains", domains.stream().sorted().toList());
      entry.put("keySha256", EnclaveKey.sha256(key.getPublic()));
      book.enter(EntryBook.Act.ORDER, entry);
      pending.put(ENTERED, "true");
      records.write(Map.of(Shelf.PENDING, pending));
    }
    shelf.take(
        key,
        authority.issued(order, Bytes.copyOf(SigningRequest.of(key, domains))),
        Map.of(DIRECTORY, settings.directory().toString(), ORDER, location));
  }

  @Override
  public void close() {
    authority.close();
  }
}
