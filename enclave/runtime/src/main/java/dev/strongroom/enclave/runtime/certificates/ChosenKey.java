// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.certificates;

import dev.strongroom.channel.ExchangeResponder;
import dev.strongroom.enclave.runtime.certificates.ServedNames.Held;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Chooses a connection's key by what it asked for: a proof of a name gets that or nothing, the
/// attested channel the enclave's own key, anything else the key of the name, if it has one.
///
/// In TLS 1.3 the protocol of the application is settled before the certificate is chosen.
public final class ChosenKey extends X509ExtendedKeyManager {
  private static final String TYPE = "EC";

  private final X509ExtendedKeyManager own;
  private final ServedNames names;

  /// @param own the enclave's own key, for whatever asks for no name
  public ChosenKey(X509ExtendedKeyManager own, ServedNames names) {
    this.own = own;
    this.names = names;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    String protocol = engine.getHandshakeApplicationProtocol();
    Optional<String> name = asked(engine);
    if (ServedNames.PROOF_PROTOCOL.equals(protocol)) {
      return keyType.equals(TYPE) ? name.flatMap(names::proof).map(Held::alias).orElse(null) : null;
    }
    Optional<Held> named =
        ExchangeResponder.ALPN.equals(protocol) ? Optional.empty() : name.flatMap(names::served);
    if (named.isPresent() && keyType.equals(TYPE)) {
      return named.get().alias();
    }
    return own.chooseEngineServerAlias(keyType, issuers, engine);
  }

  private static Optional<String> asked(SSLEngine engine) {
    if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
      for (SNIServerName name : session.getRequestedServerNames()) {
        if (name instanceof SNIHostName host) {
          return Optional.of(host.getAsciiName());
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return names
        .of(alias)
        .map(key -> key.chain().toArray(X509Certificate[]::new))
        .orElseGet(() -> own.getCertificateChain(alias));
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return names.of(alias).map(CertifiedKey::key).orElseGet(() -> own.getPrivateKey(alias));
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return own.chooseServerAlias(keyType, issuers, socket);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return own.getServerAliases(keyType, issuers);
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }
}
