// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;

/// Counts verifications and refusals of each client.
///
/// @param enclaves behind the clients
record ClientsMetrics(List<AttestedEnclave> enclaves) implements MeterBinder {
  /// Copies the list.
  ClientsMetrics {
    enclaves = List.copyOf(enclaves);
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (AttestedEnclave enclave : enclaves) {
      FunctionCounter.builder(
              "strongroom.client.verifications", enclave, AttestedEnclave::verifications)
          .description("connections or keys of an enclave that were verified")
          .tag("client", enclave.client())
          .register(registry);
      FunctionCounter.builder("strongroom.client.refusals", enclave, AttestedEnclave::refusals)
          .description("enclaves that were refused, and got nothing")
          .tag("client", enclave.client())
          .register(registry);
    }
  }
}
