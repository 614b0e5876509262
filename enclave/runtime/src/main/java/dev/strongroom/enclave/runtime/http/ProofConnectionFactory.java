// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.http;

import dev.strongroom.enclave.runtime.certificates.ServedNames;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.Connector;

/// Connections that validate a name (RFC 8737): the handshake has said everything, so they end
/// behind it.
final class ProofConnectionFactory extends AbstractConnectionFactory {
  ProofConnectionFactory() {
    super(ServedNames.PROOF_PROTOCOL);
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    return new Ending(connector, endPoint);
  }

  private static final class Ending extends AbstractConnection {
    Ending(Connector connector, EndPoint endPoint) {
      super(endPoint, connector.getExecutor());
    }

    @Override
    public void onOpen() {
      super.onOpen();
      getEndPoint().close();
    }

    @Override
    public void onFillable() {
      getEndPoint().close();
    }
  }
}
