// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import java.math.BigInteger;
import java.util.List;

/// Unsigned transactions of Ethereum, as an attacker writes them: in hexadecimal digits.
final class Rlp {
  static final String TO = "35".repeat(20);

  private Rlp() {}

  static String bytes(String hex) {
    int length = hex.length() / 2;
    return length == 1 && Integer.parseInt(hex, 16) < 0x80 ? hex : head(0x80, length) + hex;
  }

  static String list(List<String> items) {
    String payload = String.join("", items);
    return head(0xc0, payload.length() / 2) + payload;
  }

  private static String head(int base, int length) {
    if (length < 56) {
      return String.format("%02x", base + length);
    }
    String digits = number(BigInteger.valueOf(length));
    return String.format("%02x", base + 55 + digits.length() / 2) + digits;
  }

  static String number(BigInteger number) {
    String digits = number.signum() == 0 ? "" : number.toString(16);
    return digits.length() % 2 == 0 ? digits : "0" + digits;
  }

  /// EIP-1559: chain 1, gas 21000 at 1 gwei.
  static String transaction(String to, BigInteger value, String data) {
    return transaction("02", "3b9aca00", to, number(value), data);
  }

  /// @param type first byte
  /// @param fee per gas
  static String transaction(String type, String fee, String to, String value, String data) {
    return type
        + list(
            List.of(
                bytes("01"),
                bytes(""),
                bytes(""),
                bytes(fee),
                bytes("5208"),
                bytes(to),
                bytes(value),
                bytes(data),
                list(List.of())));
  }

  /// ERC-20 `transfer(address,uint256)`.
  static String transfer(BigInteger amount) {
    return "a9059cbb" + "0".repeat(24) + TO + String.format("%064x", amount);
  }

  static String sign(String transaction) {
    return sign(transaction, "");
  }

  static String sign(String transaction, String more) {
    return "{\"form\":\"evm-transaction\",\"transaction\":\"" + transaction + "\"" + more + "}";
  }
}
