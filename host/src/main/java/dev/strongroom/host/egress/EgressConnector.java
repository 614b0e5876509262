// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.egress;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.List;

/// Finds a name's addresses and connects to the first that is allowed and answers.
final class EgressConnector {
  /// A connection, or why there is none.
  sealed interface Outcome {
    /// Connected.
    record Connected(SocketChannel channel) implements Outcome {}

    /// Not connected.
    record Failed(EgressAnswer answer) implements Outcome {}
  }

  private final EgressAddresses addresses;
  private final EgressLimits limits;
  private final NameResolver resolver;

  EgressConnector(EgressAddresses addresses, EgressLimits limits, NameResolver resolver) {
    this.addresses = addresses;
    this.limits = limits;
    this.resolver = resolver;
  }

  Outcome connect(EgressRequest request) {
    List<InetAddress> found;
    try {
      found = resolver.resolve(request.host());
    } catch (UnknownHostException e) {
      return new Outcome.Failed(EgressAnswer.NAME_UNKNOWN);
    }
    // Judged and connected to without asking again: a name could point elsewhere the second time.
    List<InetAddress> usable =
        found.stream().filter(addresses::allows).limit(limits.addresses()).toList();
    Outcome last = new Outcome.Failed(EgressAnswer.ADDRESS_NOT_ALLOWED);
    for (InetAddress address : usable) {
      last = connect(new InetSocketAddress(address, request.port()));
      if (last instanceof Outcome.Connected) {
        break;
      }
    }
    return last;
  }

  private Outcome connect(InetSocketAddress address) {
    try {
      SocketChannel channel = SocketChannel.open();
      try {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.socket().connect(address, Math.toIntExact(limits.connectWithin().toMillis()));
        return new Outcome.Connected(channel);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (SocketTimeoutException | NoRouteToHostException e) {
      return new Outcome.Failed(EgressAnswer.UNREACHABLE);
    } catch (ConnectException e) {
      return new Outcome.Failed(EgressAnswer.CONNECTION_REFUSED);
    } catch (IOException e) {
      return new Outcome.Failed(EgressAnswer.FAILED);
    }
  }
}
