// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;

/// The service of an enclave that was given none: it says what it is.
public final class StatusService implements Service {
  /// Used when the measured jars provide no service.
  public StatusService() {}

  @Override
  public Handler start(Enclave enclave) {
    return request ->
        switch (request.path()) {
          case "/" ->
              Response.text(
                  200,
                  "Strongroom enclave on a "
                      + enclave.device().name()
                      + (enclave.device().simulated() ? " (SIMULATED: protects nothing)" : "")
                      + "\n"
                      + switch (request.protection()) {
                        case ATTESTED_CHANNEL ->
                            "You came over the attested channel: the evidence was checked.\n";
                        case ENCRYPTED_MESSAGE ->
                            "You sent an encrypted message: nobody on the way can read it.\n";
                        case PLAIN_HTTPS -> "You came over plain HTTPS: nothing was checked.\n";
                      });
          default -> Response.text(404, "not found\n");
        };
  }
}
