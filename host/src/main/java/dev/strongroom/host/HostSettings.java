// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host;

import dev.strongroom.host.control.ControlLine;
import dev.strongroom.host.launch.Launcher;
import dev.strongroom.host.launch.Patience;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// What a host consists of.
///
/// @param ports where the enclave finds the host
/// @param launcher starts the enclave, on the same wire
/// @param patience how long it may take
/// @param services what else the enclave finds on the wire: storage, egress
/// @param address where clients connect; port 0 for any free one
/// @param metrics where metrics and health are shown, on the loopback; nowhere if absent
/// @param listener gets what the enclave says, in order; must not block for long
public record HostSettings(
    Ports ports,
    Launcher launcher,
    Patience patience,
    List<WireService> services,
    InetSocketAddress address,
    Optional<InetSocketAddress> metrics,
    Consumer<ControlLine> listener) {

  /// Copies the list.
  public HostSettings {
    services = List.copyOf(services);
  }
}
