// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault;

import dev.strongroom.enclave.vault.VaultService;
import dev.strongroom.testkit.EnclaveSettings;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.io.IOException;

/// The vault that these tests ask, in an enclave under test.
final class TestVault {
  private static final String FORMS =
      "[\"evm-transaction\",\"evm-message\",\"solana-message\",\"message\"]";

  /// An unsigned transfer of 7 wei on chain 1 (EIP-1559), as ethers writes it.
  static final String TRANSFER =
      "02e701808477359400847735940082520894" + "11".repeat(20) + "0780c0";

  private TestVault() {}

  static EnclaveUnderTest start() throws IOException {
    return EnclaveUnderTest.start(
        new VaultService(),
        EnclaveSettings.of("ledger", "{\"origin\":\"example.com/vault-log\",\"quorum\":0}"));
  }

  /// A policy that allows what these tests do.
  static String allowing() {
    return policy("allow", "\"acts\":[\"sign\",\"decrypt\",\"mac\"],\"on\":" + FORMS + ",");
  }

  /// A policy that has nothing to do with transfers of more than 5 wei.
  static String upTo5() {
    return "{\"version\":1,\"rules\":[{\"name\":\"small\",\"effect\":\"allow\",\"acts\":[\"sign\"],"
        + "\"on\":[\"evm-transaction\"],\"when\":\"tx.value <= amount(5)\"}]}";
  }

  /// A policy by which somebody else has to approve.
  static String approvedBy(String principal) {
    return policy(
        "second",
        "\"acts\":[\"sign\"],\"on\":"
            + FORMS
            + ",\"approvals\":{\"of\":[\""
            + principal
            + "\"],\"need\":1,\"within\":\"PT1H\"},");
  }

  private static String policy(String name, String rest) {
    return "{\"version\":1,\"rules\":[{\"name\":\""
        + name
        + "\",\"effect\":\"allow\","
        + rest
        + "\"acceptUnsure\":[\"any-message\"]}]}";
  }
}
