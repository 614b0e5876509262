// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates;

import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Certificates that the operator brings, for keys that were born here. Who brings one doesn't
/// matter: it is for this enclave's key, or it isn't taken. Thread-safe.
final class OwnSource {
  private static final String KEY = "key";
  private static final String ENTERED = "entered";

  private final Set<String> domains;
  private final Trust trust;
  private final SealedRecords records;
  private final EntryBook book;
  private final Shelf shelf;
  private final SecureRandom random;

  OwnSource(
      Set<String> domains,
      Trust trust,
      SealedRecords records,
      EntryBook book,
      Shelf shelf,
      SecureRandom random) {
    this.domains = domains;
    this.trust = trust;
    this.records = records;
    this.book = book;
    this.shelf = shelf;
    this.random = random;
  }

  /// A request (PKCS #10) to certify the next key, as PEM text: the same key until it was
  /// certified. The key is entered in the log before the request gets out.
  ///
  /// @throws CertificateException if the log or the store fail
  synchronized String request() throws CertificateException, InterruptedException {
    Map<String, String> pending = new LinkedHashMap<>(records.read(Shelf.PENDING));
    if (!pending.containsKey(KEY)) {
      pending.put(KEY, EnclaveKey.text(EnclaveKey.generate(random)));
      records.write(Map.of(Shelf.PENDING, pending));
    }
    KeyPair key = EnclaveKey.parse(pending.getOrDefault(KEY, ""));
    if (!pending.containsKey(ENTERED)) {
      book.enter(
          EntryBook.Act.REQUEST,
          Map.of(
              "domains",
              domains.stream().sorted().toList(),
              "keySha256",
              EnclaveKey.sha256(key.getPublic())));
      pending.put(ENTERED, "true");
      records.write(Map.of(Shelf.PENDING, pending));
    }
    return ChainText.block("CERTIFICATE REQUEST", SigningRequest.of(key, domains));
  }

  /// Takes a chain into use that was brought.
  ///
  /// @throws CertificateException if it isn't for a key of this enclave and the names of its
  ///   configuration, doesn't lead to a root, isn't valid now or for less long than the one in use;
  ///   if the log or the store fail
  synchronized void install(String text) throws CertificateException, InterruptedException {
    List<X509Certificate> chain = ChainText.parse(text);
    Optional<Held> current = shelf.current();
    String pending = records.read(Shelf.PENDING).getOrDefault(KEY, "");
    KeyPair key;
    if (current.isPresent() && isFor(chain.getFirst(), current.get().key())) {
      key = current.get().key();
    } else if (pending.isEmpty()) {
      throw new CertificateException(
          CertificateProblem.KEY, "nobody asked for a request yet", null);
    } else {
      key = EnclaveKey.parse(pending);
    }
    shelf.check(key, chain);
    trust.check(chain);
    if (current.isPresent()
        && !chain.getFirst().getNotAfter().toInstant().isAfter(current.get().notAfter())) {
      throw new CertificateException(
          CertificateProblem.OLDER,
          "the one in use is valid until " + current.get().notAfter(),
          null);
    }
    shelf.take(key, chain, Map.of("source", "own"));
  }

  private static boolean isFor(X509Certificate leaf, KeyPair key) {
    return Arrays.equals(leaf.getPublicKey().getEncoded(), key.getPublic().getEncoded());
  }
}
