// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.vault;

import dev.strongroom.attestation.Bytes;
import java.util.SplittableRandom;

/// What is signed, by curve: messages by Ed25519, transactions of Ethereum by secp256k1, digests by
/// P-256; each under a policy with a condition or a code that it accepts, and a limit.
enum Shape {
  ED25519("ed25519") {
    @Override
    String policy() {
      return rule("message", "\"acceptUnsure\":[\"any-message\"],", "");
    }

    @Override
    String payload(SplittableRandom random) {
      return "\"form\":\"message\",\"message\":\"" + hex(random, 32) + "\"";
    }
  },
  SECP256K1("secp256k1") {
    @Override
    String policy() {
      return rule(
          "evm-transaction",
          "\"when\":\"tx.value <= eth(\\\"1\\\")\",",
          ",\"measure\":\"tx.value\"");
    }

    @Override
    String payload(SplittableRandom random) {
      return "\"form\":\"evm-transaction\",\"transaction\":\"" + transaction(random) + "\"";
    }
  },
  P256("p256") {
    @Override
    String policy() {
      return rule("digest", "\"acceptUnsure\":[\"any-digest\"],", "");
    }

    @Override
    String payload(SplittableRandom random) {
      return "\"form\":\"digest\",\"scheme\":\"ecdsa\",\"digest\":\"" + hex(random, 32) + "\"";
    }
  };

  private final String code;

  Shape(String code) {
    this.code = code;
  }

  /// The kind of key.
  String code() {
    return code;
  }

  /// What its keys may do.
  abstract String policy();

  /// Members of a request that nobody made before.
  abstract String payload(SplittableRandom random);

  private static String rule(String form, String condition, String measure) {
    return "{\"version\":1,\"rules\":[{\"name\":\"usual\",\"effect\":\"allow\",\"acts\":[\"sign\"],"
        + "\"on\":[\""
        + form
        + "\"],"
        + condition
        + "\"limits\":[{\"name\":\"hourly\""
        + measure
        + ",\"most\":\"1"
        + "0".repeat(40)
        + "\",\"within\":\"PT1H\"}]}]}";
  }

  /// EIP-1559: chain 1, to 0x3535…35, gas 21000; nonce and value differ, the value is below one
  /// ether.
  private static String transaction(SplittableRandom random) {
    String nonce = "83" + String.format("%06x", random.nextInt(0x10000, 0x1000000));
    String value = "87" + String.format("%02x", random.nextInt(1, 256)) + hex(random, 6);
    String items =
        "01"
            + nonce
            + "80"
            + "843b9aca00"
            + "825208"
            + "94"
            + "35".repeat(20)
            + value
            + "80"
            + "c0";
    return "02" + String.format("%02x", 0xc0 + items.length() / 2) + items;
  }

  private static String hex(SplittableRandom random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Bytes.copyOf(bytes).hex();
  }
}
