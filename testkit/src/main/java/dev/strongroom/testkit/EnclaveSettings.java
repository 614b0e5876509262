// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.testkit;

import dev.strongroom.attestation.Bytes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What the measured configuration of an enclave under test says beside its name
/// (`docs/enclave-configuration.md`).
///
/// @param egress the `host:port` pairs that it may connect to; the host under test connects to the
///   loopback interface too
/// @param services JSON by the name of the service's settings, such as `ledger`
public record EnclaveSettings(List<String> egress, Map<String, String> services) {
  /// Copies the collections.
  public EnclaveSettings {
    egress = List.copyOf(egress);
    services = Map.copyOf(services);
  }

  /// No way out, and nothing to be told.
  public static EnclaveSettings none() {
    return new EnclaveSettings(List.of(), Map.of());
  }

  /// Settings for one service, and no way out.
  public static EnclaveSettings of(String name, String json) {
    return new EnclaveSettings(List.of(), Map.of(name, json));
  }

  /// The measured configuration. Without settings it is what it always was, byte by byte.
  Bytes configuration() {
    String ways = egress.stream().map(way -> "\"" + way + "\"").collect(Collectors.joining(","));
    String told =
        new TreeMap<>(services)
            .entrySet().stream()
                .map(service -> "\"" + service.getKey() + "\":" + service.getValue())
                .collect(Collectors.joining(","));
    return Bytes.utf8(
        "{\"version\":1,\"deployment\":\"testkit\",\"rootSecret\":{\"source\":\"simulated\"}"
            + (egress.isEmpty() ? "" : ",\"egress\":[" + ways + "]")
            + (services.isEmpty() ? "" : ",\"settings\":{" + told + "}")
            + "}");
  }
}
