// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.certificates;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Which key answers under which name. Whoever asks for a name that isn't here, or for the attested
/// channel, gets the enclave's own. Thread-safe.
public final class ServedNames {
  /// What a validation of a name asks for in ALPN (RFC 8737, section 3).
  public static final String PROOF_PROTOCOL = "acme-tls/1";

  /// A key under the alias that the TLS library knows it by. No alias is given out twice, so that a
  /// handshake which began before a renewal can't mix an old chain with a new key.
  record Held(String alias, CertifiedKey key) {}

  /// How many keys that were replaced stay for handshakes that chose them.
  private static final int FORMER = 2;

  private final Map<String, Held> served = new ConcurrentHashMap<>();
  private final Map<String, Held> proofs = new ConcurrentHashMap<>();
  private final Map<String, CertifiedKey> byAlias = new ConcurrentHashMap<>();
  private final Deque<String> former = new ArrayDeque<>();
  private final AtomicLong aliases = new AtomicLong();

  /// No names.
  public ServedNames() {}

  /// From now on new connections for these names get this key; those that are open go on.
  ///
  /// @param names exact ones, no wildcards
  public synchronized void serve(Collection<String> names, CertifiedKey key) {
    Held held = hold(key);
    for (String name : names) {
      Held before = served.put(canonical(name), held);
      if (before != null && !former.contains(before.alias())) {
        former.addLast(before.alias());
      }
    }
    while (former.size() > FORMER) {
      byAlias.remove(former.removeFirst());
    }
  }

  /// Answers validations of a name with this certificate, until it is closed.
  public Proof prove(String name, CertifiedKey key) {
    Held held = hold(key);
    proofs.put(canonical(name), held);
    return () -> {
      proofs.remove(canonical(name), held);
      byAlias.remove(held.alias());
    };
  }

  /// A name that is being proved.
  @FunctionalInterface
  public interface Proof extends AutoCloseable {
    /// Answers no more.
    @Override
    void close();
  }

  private Held hold(CertifiedKey key) {
    Held held = new Held("named " + aliases.incrementAndGet(), key);
    byAlias.put(held.alias(), key);
    return held;
  }

  Optional<Held> served(String name) {
    return Optional.ofNullable(served.get(canonical(name)));
  }

  Optional<Held> proof(String name) {
    return Optional.ofNullable(proofs.get(canonical(name)));
  }

  Optional<CertifiedKey> of(String alias) {
    return Optional.ofNullable(byAlias.get(alias));
  }

  private static String canonical(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
