// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates;

import dev.strongroom.enclave.runtime.certificates.CertifiedKey;
import dev.strongroom.enclave.runtime.certificates.ServedNames;
import dev.strongroom.enclave.runtime.storage.Name;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The certificate in use. One takes its place when it was checked, entered in the log and sealed,
/// in this order; a failure on the way leaves the old one. Thread-safe.
final class Shelf {
  /// The key that is to be certified next, and how far that got.
  static final Name PENDING = Name.of("pending");

  private static final Name CURRENT = Name.of("current");
  private static final String KEY = "key";
  private static final String CHAIN = "chain";

  private final Set<String> domains;
  private final SealedRecords records;
  private final EntryBook book;
  private final ServedNames names;
  private final Standing standing;
  private final InstantSource clock;
  private volatile Optional<Held> current = Optional.empty();

  Shelf(
      Set<String> domains,
      SealedRecords records,
      EntryBook book,
      ServedNames names,
      Standing standing,
      InstantSource clock) {
    this.domains = domains;
    this.records = records;
    this.book = book;
    this.names = names;
    this.standing = standing;
    this.clock = clock;
  }

  /// Uses what an earlier boot sealed, if it is still good.
  ///
  /// @throws CertificateException if the store fails, or has something else than was sealed
  void restore() throws CertificateException {
    Map<String, String> stored = records.read(CURRENT);
    if (stored.isEmpty()) {
      return;
    }
    Held held =
        new Held(
            EnclaveKey.parse(stored.getOrDefault(KEY, "")),
            ChainText.parse(stored.getOrDefault(CHAIN, "")));
    try {
      check(held.key(), held.chain());
    } catch (CertificateException e) {
      // It is over, or for names that the configuration has no more: as if it weren't there.
      standing.failed(e);
      return;
    }
    use(held, false);
  }

  /// The certificate in use.
  Optional<Held> current() {
    return current;
  }

  /// Checks that a chain could be used: for this key and the names, and valid now.
  ///
  /// @throws CertificateException if it couldn't
  void check(KeyPair key, List<X509Certificate> chain) throws CertificateException {
    CertificateCheck.check(chain, key.getPublic(), domains, clock.instant());
  }

  /// Takes a certificate into use.
  ///
  /// @param source what the log says of where it comes from
  /// @throws CertificateException if it isn't for this key and these names, or not valid now; if
  ///   the log or the store fail
  synchronized void take(KeyPair key, List<X509Certificate> chain, Map<String, Object> source)
      throws CertificateException, InterruptedException {
    check(key, chain);
    Held held = new Held(key, chain);
    Map<String, Object> entry = new LinkedHashMap<>(source);
    entry.put("domains", domains.stream().sorted().toList());
    entry.putAll(held.description());
    book.enter(EntryBook.Act.CERTIFICATE, entry);
    Map<Name, Map<String, String>> written = new LinkedHashMap<>();
    written.put(CURRENT, Map.of(KEY, EnclaveKey.text(key), CHAIN, ChainText.of(chain)));
    written.put(PENDING, Map.of());
    records.write(written);
    use(held, true);
  }

  private void use(Held held, boolean anew) {
    current = Optional.of(held);
    names.serve(domains, new CertifiedKey(held.key().getPrivate(), held.chain()));
    standing.holds(held, anew);
  }
}
