// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.testkit;

import dev.strongroom.host.egress.AddressRange;
import dev.strongroom.host.egress.EgressAddresses;
import dev.strongroom.host.egress.EgressLimits;
import dev.strongroom.host.egress.EgressServer;
import dev.strongroom.host.wire.Port;
import dev.strongroom.host.wire.UnixWire;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// The host's way out, real. It connects to the loopback interface, where a test's servers are.
final class EgressPort implements AutoCloseable {
  private final EgressServer server;
  private final AutoCloseable listening;

  private EgressPort(EgressServer server, AutoCloseable listening) {
    this.server = server;
    this.listening = listening;
  }

  static EgressPort listen(Path wireFolder) throws IOException {
    EgressServer server =
        EgressServer.create(
            new EgressAddresses(List.of(AddressRange.parse("127.0.0.0/8"))),
            EgressLimits.standard());
    return new EgressPort(server, new UnixWire(wireFolder).listen(Port.EGRESS, server));
  }

  @Override
  public void close() {
    try (server) {
      listening.close();
    } catch (Exception e) {
      throw new IllegalStateException("the test's way out can't be closed", e);
    }
  }
}
