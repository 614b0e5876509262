// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.configuration.EnclaveConfiguration;
import java.io.IOException;
import java.util.List;
import java.util.ServiceLoader;

/// The application is whatever service the measured jars provide; the host has no say in it.
final class TheService {
  private TheService() {}

  /// The program that the configuration names; else the one service there is that no other
  /// contains, or one that only says what the enclave is.
  ///
  /// @throws IOException if there are several
  static Service find(EnclaveConfiguration configuration) throws IOException {
    if (configuration.application().isPresent()) {
      return new ProgramService(configuration.application().get(), ProgramService.PATIENCE);
    }
    List<Service> found =
        ServiceLoader.load(Service.class).stream().map(ServiceLoader.Provider::get).toList();
    List<Service> left =
        found.stream()
            .filter(one -> found.stream().noneMatch(other -> other.contains(one)))
            .toList();
    return switch (left.size()) {
      case 0 -> new StatusService();
      case 1 -> left.getFirst();
      default ->
          throw new IOException(
              "several services in one enclave: "
                  + left.stream().map(service -> service.getClass().getName()).toList());
    };
  }
}
