// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.jca;

import dev.strongroom.client.vault.VaultException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.Key;
import java.security.KeyStoreException;
import java.security.KeyStoreSpi;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.Date;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Handles of the keys that a vault lists when the store is loaded. Keys can't be added, nor the
/// store be stored; certificates for its keys can be put beside them, and are gone with the object.
final class VaultKeyStore extends KeyStoreSpi {
  private final VaultKeys keys;
  private final TreeMap<String, NamedSigner> byAlias = new TreeMap<>();
  private final Map<String, List<Certificate>> chains = new HashMap<>();

  VaultKeyStore(VaultKeys keys) {
    this.keys = keys;
  }

  @Override
  public synchronized void engineLoad(@Nullable InputStream stream, char @Nullable [] password)
      throws IOException {
    if (stream != null) {
      throw new IOException("the keys are in the vault: there is nothing to read");
    }
    try {
      List<NamedSigner> all = keys.all();
      byAlias.clear();
      chains.clear();
      all.forEach(named -> byAlias.put(named.alias(), named));
    } catch (VaultException e) {
      throw new IOException("the vault's keys: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /// The key by its alias, or by a label that no other key has.
  private synchronized Optional<NamedSigner> found(String alias) {
    NamedSigner named = byAlias.get(alias);
    if (named != null || alias.isEmpty()) {
      return Optional.ofNullable(named);
    }
    List<NamedSigner> labelled =
        byAlias.values().stream().filter(other -> other.label().equals(alias)).toList();
    return labelled.size() == 1 ? Optional.of(labelled.getFirst()) : Optional.empty();
  }

  @Override
  public @Nullable Key engineGetKey(String alias, char @Nullable [] password) {
    return found(alias).map(named -> new VaultPrivateKey(named.signer())).orElse(null);
  }

  @Override
  public synchronized Certificate @Nullable [] engineGetCertificateChain(String alias) {
    List<Certificate> chain =
        found(alias).map(named -> chains.getOrDefault(named.alias(), List.of())).orElse(List.of());
    return chain.isEmpty() ? null : chain.toArray(new Certificate[0]);
  }

  @Override
  public @Nullable Certificate engineGetCertificate(String alias) {
    Certificate[] chain = engineGetCertificateChain(alias);
    return chain == null ? null : chain[0];
  }

  @Override
  public @Nullable Date engineGetCreationDate(String alias) {
    return null;
  }

  @Override
  public synchronized void engineSetKeyEntry(
      String alias, Key key, char @Nullable [] password, Certificate @Nullable [] chain)
      throws KeyStoreException {
    Optional<NamedSigner> named = found(alias);
    if (named.isEmpty()
        || !(key instanceof VaultPrivateKey handle)
        || !handle.signer().publicKey().equals(named.get().signer().publicKey())
        || chain == null) {
      throw new KeyStoreException("only certificates for a key of the vault can be set");
    }
    chains.put(named.get().alias(), List.of(chain));
  }

  @Override
  public void engineSetKeyEntry(String alias, byte[] key, Certificate @Nullable [] chain)
      throws KeyStoreException {
    throw new KeyStoreException("keys are brought into a vault by an envelope");
  }

  @Override
  public void engineSetCertificateEntry(String alias, Certificate certificate)
      throws KeyStoreException {
    throw new KeyStoreException("only certificates for a key of the vault can be set");
  }

  @Override
  public void engineDeleteEntry(String alias) throws KeyStoreException {
    throw new KeyStoreException("keys are destroyed by their owners");
  }

  @Override
  public synchronized Enumeration<String> engineAliases() {
    return Collections.enumeration(List.copyOf(byAlias.keySet()));
  }

  @Override
  public boolean engineContainsAlias(String alias) {
    return found(alias).isPresent();
  }

  @Override
  public synchronized int engineSize() {
    return byAlias.size();
  }

  @Override
  public boolean engineIsKeyEntry(String alias) {
    return found(alias).isPresent();
  }

  @Override
  public boolean engineIsCertificateEntry(String alias) {
    return false;
  }

  @Override
  public synchronized @Nullable String engineGetCertificateAlias(Certificate certificate) {
    return chains.entrySet().stream()
        .filter(entry -> entry.getValue().getFirst().equals(certificate))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  @Override
  public void engineStore(OutputStream stream, char @Nullable [] password) throws IOException {
    throw new IOException("the keys stay in the vault");
  }
}
