// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

/// Why something wasn't fetched. Codes are stable.
public enum Problem {
  /// Neither https nor an address of this machine, or no address at all.
  INSECURE("insecure-address"),
  /// The service sent us to another host, or around in a circle.
  REDIRECTED("redirected"),
  /// No connection, or it broke off.
  UNREACHABLE("unreachable"),
  /// It took longer than it may.
  TIMED_OUT("timed-out"),
  /// The answer is longer than any good one.
  TOO_LONG("too-long"),
  /// The service asks for more patience than we have.
  RATE_LIMITED("rate-limited"),
  /// The service has none.
  NOT_FOUND("not-found"),
  /// The service answered with another status than 200.
  STATUS("status"),
  /// The answer isn't what was asked for: another format, or broken off.
  MALFORMED("malformed-answer"),
  /// The answer is about another chip, platform or question.
  DIFFERS("about-another"),
  /// No service hands it out, or the evidence doesn't say what to ask for.
  NOT_SERVED("not-served");

  private final String code;

  Problem(String code) {
    this.code = code;
  }

  /// The stable name.
  @Override
  public String toString() {
    return code;
  }
}
