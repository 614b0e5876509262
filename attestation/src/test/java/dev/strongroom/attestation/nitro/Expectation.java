// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import java.util.List;

/// What must come of a changed document. Failures are written `<check> <reason code>`.
public sealed interface Expectation {

  /// The parser refuses it with this code.
  record Malformed(String code) implements Expectation {}

  /// It is refused; the first failure is `first`, and `others` are among the failures.
  record First(String first, List<String> others) implements Expectation {}

  /// It is refused; these are all the failures, in order.
  record Only(List<String> failures) implements Expectation {}

  /// It is accepted.
  record Accepted() implements Expectation {}

  /// The parser refuses it with this code.
  static Expectation malformed(String code) {
    return new Malformed(code);
  }

  /// It is refused, first by this check.
  static Expectation first(String first, String... others) {
    return new First(first, List.of(others));
  }

  /// It is refused by these checks and no others.
  static Expectation only(String... failures) {
    return new Only(List.of(failures));
  }

  /// It is accepted.
  static Expectation accepted() {
    return new Accepted();
  }
}
