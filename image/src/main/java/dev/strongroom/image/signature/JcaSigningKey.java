// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.signature;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// A key that a JCA provider signs with: one read from a file, or one that never leaves its token.
public final class JcaSigningKey implements SigningKey {
  private final PrivateKey key;
  private final Provider provider;

  private JcaSigningKey(PrivateKey key, Provider provider) {
    this.key = key;
    this.provider = provider;
  }

  /// Reads an elliptic-curve key from PEM: PKCS #8 (RFC 5958), not encrypted.
  ///
  /// @throws SigningException if it is anything else
  public static JcaSigningKey ofPem(String text) throws SigningException {
    Bytes encoded =
        Pem.only("PRIVATE KEY", text)
            .orElseThrow(() ->
                new SigningException(
                    "the key isn't PKCS #8 in PEM (\"BEGIN PRIVATE KEY\"): convert it by"
                        + " openssl pkcs8 -topk8 -nocrypt"));
    Provider provider = provider("SunEC");
    try {
      return new JcaSigningKey(
          KeyFactory.getInstance("EC", provider)
              .generatePrivate(new PKCS8EncodedKeySpec(encoded.toByteArray())),
          provider);
    } catch (GeneralSecurityException e) {
      throw new SigningException("the key isn't one of an elliptic curve", e);
    }
  }

  /// Opens a token with PKCS #11. The provider sees only those of its keys for which the token has
  /// a certificate of the same id too.
  ///
  /// @param configuration of the JDK's provider SunPKCS11: name, library, slot
  /// @param pin of the token's user
  /// @param alias which key; may be empty if the token shows only one
  /// @throws SigningException if the token can't be used, or has no such key
  public static JcaSigningKey ofToken(Path configuration, String pin, Optional<String> alias)
      throws SigningException {
    try {
      Provider provider = provider("SunPKCS11").configure(configuration.toString());
      KeyStore store = KeyStore.getInstance("PKCS11", provider);
      store.load(null, pin.toCharArray());
      String chosen = choose(store, alias);
      if (store.getKey(chosen, null) instanceof PrivateKey key) {
        return new JcaSigningKey(key, provider);
      }
      throw new SigningException("the token has no private key \"" + chosen + "\"");
    } catch (GeneralSecurityException
        | IOException
        | ProviderException
        | IllegalArgumentException e) {
      throw new SigningException("the token can't be used: " + innermost(e), e);
    }
  }

  @Override
  public Bytes sign(SigningAlgorithm algorithm, Bytes digest) throws SigningException {
    try {
      Signature signature = Signature.getInstance("NONEwithECDSAinP1363Format", provider);
      signature.initSign(key);
      digest.updateTo(signature);
      return Bytes.copyOf(signature.sign());
    } catch (GeneralSecurityException | ProviderException e) {
      throw new SigningException("the key can't sign: " + innermost(e), e);
    }
  }

  private static String choose(KeyStore store, Optional<String> alias)
      throws KeyStoreException, SigningException {
    List<String> keys = new ArrayList<>();
    for (String candidate : Collections.list(store.aliases())) {
      if (store.isKeyEntry(candidate)) {
        keys.add(candidate);
      }
    }
    if (alias.isPresent() ? keys.contains(alias.get()) : keys.size() == 1) {
      return alias.orElseGet(keys::getFirst);
    }
    throw new SigningException(
        "which key of the token? It has: " + (keys.isEmpty() ? "none" : String.join(", ", keys)));
  }

  private static Provider provider(String name) throws SigningException {
    Provider provider = Security.getProvider(name);
    if (provider == null) {
      throw new SigningException("this Java runtime has no provider " + name);
    }
    return provider;
  }

  private static String innermost(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }
}
