// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.notary;

import dev.strongroom.client.notary.NotaryClient;
import dev.strongroom.enclave.notary.NotaryService;
import dev.strongroom.testkit.EnclaveSettings;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.io.IOException;
import java.security.SecureRandom;

/// A notary in an enclave under test, whose log nobody witnesses.
final class TestLog {
  static final String ORIGIN = "example.com/test-log";

  private TestLog() {}

  static EnclaveUnderTest start() throws IOException {
    return EnclaveUnderTest.start(
        new NotaryService(),
        EnclaveSettings.of("ledger", "{\"origin\":\"" + ORIGIN + "\",\"quorum\":0}"));
  }

  static NotaryClient client(EnclaveUnderTest enclave) {
    return NotaryClient.of(enclave.client(), enclave.uri(), new SecureRandom());
  }
}
