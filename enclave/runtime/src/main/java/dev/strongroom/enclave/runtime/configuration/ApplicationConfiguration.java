// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.configuration;

import java.util.List;

/// An application that isn't a `Service` but a program of its own, which serves plain HTTP on the
/// enclave's loopback.
///
/// @param main the name of the class whose `main` starts it, on the class path
/// @param arguments what `main` gets
/// @param port where it listens on 127.0.0.1 once it has started; 1024 to 65535
public record ApplicationConfiguration(String main, List<String> arguments, int port) {

  /// Copies the list.
  public ApplicationConfiguration {
    arguments = List.copyOf(arguments);
  }
}
