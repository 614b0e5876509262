// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host;

import dev.strongroom.host.credentials.CredentialsServer;
import dev.strongroom.host.credentials.CredentialsSource;
import dev.strongroom.host.wire.Port;
import java.io.IOException;
import java.util.List;

/// Credentials for AWS, which an enclave needs whose root secret comes from KMS. They authorise the
/// host; what KMS releases depends on the enclave's evidence.
///
/// @param source closed at the end
public record CredentialsService(CredentialsSource source) implements WireService {

  @Override
  public Started start(Ports ports) throws IOException {
    AutoCloseable listening = ports.listen(Port.CREDENTIALS, new CredentialsServer(source));
    return new Started(
        () -> {
          try (source) {
            listening.close();
          }
        },
        List.of());
  }
}
