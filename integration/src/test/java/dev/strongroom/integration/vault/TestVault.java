// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault;

import dev.strongroom.testkit.EnclaveSettings;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.io.IOException;

/// The vault that these tests ask. The one place that says which: a double of its interface.
final class TestVault {
  private TestVault() {}

  static EnclaveUnderTest start() throws IOException {
    return EnclaveUnderTest.start(
        new PlayedVault(),
        EnclaveSettings.of("ledger", "{\"origin\":\"example.com/vault-log\",\"quorum\":0}"));
  }

  /// A policy whose first rule allows everything, refuses everything, or asks for an approval.
  static String policy(String rule) {
    return "{\"version\":1,\"rules\":[{\"name\":\"" + rule + "\"}]}";
  }
}
