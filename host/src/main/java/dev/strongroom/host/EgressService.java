// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host;

import dev.strongroom.host.egress.EgressAddresses;
import dev.strongroom.host.egress.EgressLimits;
import dev.strongroom.host.egress.EgressServer;
import dev.strongroom.host.metrics.Figure;
import dev.strongroom.host.wire.Port;
import java.io.IOException;
import java.util.List;

/// The enclave's way out (`docs/egress.md`).
///
/// @param addresses what the host connects to
public record EgressService(EgressAddresses addresses) implements WireService {

  @Override
  public Started start(Ports ports) throws IOException {
    EgressServer server = EgressServer.create(addresses, EgressLimits.standard());
    AutoCloseable listening = ports.listen(Port.EGRESS, server);
    return new Started(
        () -> {
          try (server) {
            listening.close();
          }
        },
        List.of(
            Figure.gauge(
                "strongroom_egress_connections_open",
                "Connections of the enclave's that are being carried.",
                server::active),
            Figure.counter(
                "strongroom_egress_connections",
                "Connections made for the enclave.",
                server::connected),
            Figure.counter(
                "strongroom_egress_connections_refused",
                "Connections that the enclave wanted and didn't get.",
                server::refused),
            Figure.counter(
                "strongroom_egress_sent_bytes", "Bytes from the enclave.", server::bytesSent),
            Figure.counter(
                "strongroom_egress_received_bytes",
                "Bytes to the enclave.",
                server::bytesReceived)));
  }
}
