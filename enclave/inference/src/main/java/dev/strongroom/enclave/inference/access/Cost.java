// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.access;

/// What a request costs, or may cost at most.
///
/// @param tokens of request and answer together
/// @param money in billionths
record Cost(long tokens, long money) {
  static final Cost NOTHING = new Cost(0, 0);

  Cost plus(Cost other) {
    return new Cost(Math.addExact(tokens, other.tokens), Math.addExact(money, other.money));
  }

  Cost minus(Cost other) {
    return new Cost(
        Math.subtractExact(tokens, other.tokens), Math.subtractExact(money, other.money));
  }
}
