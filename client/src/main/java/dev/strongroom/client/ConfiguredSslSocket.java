// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client;

import java.net.Socket;
import javax.net.ssl.SSLParameters;

/// The settings of a TLS socket, kept apart from what it does.
abstract class ConfiguredSslSocket extends ForwardingSslSocket {
  private final TlsSettings settings;

  ConfiguredSslSocket(Socket carrier, TlsSettings settings) {
    super(carrier);
    this.settings = settings;
  }

  @Override
  public final String[] getSupportedCipherSuites() {
    return settings.suites();
  }

  @Override
  public final String[] getEnabledCipherSuites() {
    return settings.suites();
  }

  @Override
  public final void setEnabledCipherSuites(String[] suites) {
    // Ignored, as TlsSettings says.
  }

  @Override
  public final String[] getSupportedProtocols() {
    return settings.protocols();
  }

  @Override
  public final String[] getEnabledProtocols() {
    return settings.protocols();
  }

  @Override
  public final void setEnabledProtocols(String[] protocols) {
    // Ignored, as TlsSettings says.
  }

  @Override
  public final SSLParameters getSSLParameters() {
    return settings.parameters();
  }

  @Override
  public final void setSSLParameters(SSLParameters parameters) {
    settings.parameters(parameters);
  }

  @Override
  public final void setUseClientMode(boolean client) {
    TlsSettings.clientMode(client);
  }

  @Override
  public final boolean getUseClientMode() {
    return true;
  }

  @Override
  public final void setNeedClientAuth(boolean need) {
    // For servers.
  }

  @Override
  public final boolean getNeedClientAuth() {
    return false;
  }

  @Override
  public final void setWantClientAuth(boolean want) {
    // For servers.
  }

  @Override
  public final boolean getWantClientAuth() {
    return false;
  }

  @Override
  public final void setEnableSessionCreation(boolean allowed) {
    settings.sessionCreation(allowed);
  }

  @Override
  public final boolean getEnableSessionCreation() {
    return settings.sessionCreation();
  }
}
