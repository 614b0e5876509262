// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client;

import dev.strongroom.channel.AttestedServer;
import dev.strongroom.channel.ServerAppraisal;
import java.security.KeyManagementException;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// The attested channel for whatever takes an [SSLContext], such as the JDK's HTTP client. Its
/// engines and sockets finish their handshake only once the server was verified.
///
/// Set a connection timeout on the client: an engine can't notice a server that falls silent.
/// Thread-safe.
///
/// ```java
/// var http = HttpClient.newBuilder()
///     .sslContext(new AttestedSslContext(appraisal))
///     .connectTimeout(Duration.ofSeconds(20))
///     .build();
/// ```
public final class AttestedSslContext extends SSLContext {

  /// A context whose connections are judged by `appraisal`.
  public AttestedSslContext(ServerAppraisal appraisal) {
    this(appraisal, _ -> {});
  }

  /// @param verified is told of each verified server, before the application's first byte; by the
  ///   thread that verified it, so it has to be quick. If it throws, the connection is refused.
  public AttestedSslContext(ServerAppraisal appraisal, Consumer<AttestedServer> verified) {
    super(new Spi(appraisal, verified), new Origin(), "strongroom-attested/1");
  }

  /// Names the maker; offers nothing and is never registered.
  private static final class Origin extends Provider {
    private static final long serialVersionUID = 1;

    Origin() {
      super("Strongroom", "1", "TLS of the attested channel");
    }
  }

  private static final class Spi extends SSLContextSpi {
    private final ServerAppraisal appraisal;
    private final Consumer<AttestedServer> verified;

    Spi(ServerAppraisal appraisal, Consumer<AttestedServer> verified) {
      this.appraisal = appraisal;
      this.verified = verified;
    }

    @Override
    protected void engineInit(
        KeyManager @Nullable [] keys,
        TrustManager @Nullable [] trust,
        @Nullable SecureRandom random)
        throws KeyManagementException {
      throw new KeyManagementException("an attested context judges by its policy alone");
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return engineCreateSSLEngine("", -1);
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(@Nullable String host, int port) {
      SSLEngine inner = appraisal.engine(host == null ? "" : host, port);
      return new AttestedSslEngine(inner, appraisal, verified, System::nanoTime);
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return new AttestedSslSocketFactory(appraisal, verified);
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      throw new UnsupportedOperationException("only for clients");
    }

    @Override
    protected @Nullable SSLSessionContext engineGetServerSessionContext() {
      return null;
    }

    @Override
    protected @Nullable SSLSessionContext engineGetClientSessionContext() {
      // No session outlives its connection.
      return null;
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
      return engineCreateSSLEngine().getSSLParameters();
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
      return engineCreateSSLEngine().getSSLParameters();
    }
  }
}
