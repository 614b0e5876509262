// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.policy.RuleFinding;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The vault doesn't do what it was asked to, for a reason that whoever asked gets to read.
final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final String code;
  private final int status;
  private final transient List<RuleFinding> findings;
  private final transient Optional<Receipt> receipt;
  private final transient Map<String, Object> facts;

  /// @param code stable, such as `limit-exceeded`
  /// @param status of HTTP
  /// @param message which rule, which value; holds nothing secret
  RefusedException(String code, int status, String message) {
    this(code, status, message, List.of(), Optional.empty(), Map.of());
  }

  /// @param findings what each rule of a policy said
  /// @param receipt of the refusal, if it was entered
  /// @param facts of what was refused, as entries show them; empty if they aren't known
  RefusedException(
      String code,
      int status,
      String message,
      List<RuleFinding> findings,
      Optional<Receipt> receipt,
      Map<String, Object> facts) {
    super(message);
    this.code = code;
    this.status = status;
    this.findings = List.copyOf(findings);
    this.receipt = receipt;
    this.facts = Map.copyOf(facts);
  }

  static RefusedException malformed(String message) {
    return new RefusedException("malformed", 400, message);
  }

  static RefusedException noSuchKey() {
    return new RefusedException("no-such-key", 404, "there is no such key");
  }

  String code() {
    return code;
  }

  int status() {
    return status;
  }

  List<RuleFinding> findings() {
    return findings;
  }

  Optional<Receipt> receipt() {
    return receipt;
  }

  Map<String, Object> facts() {
    return facts;
  }

  /// The same, with what was refused.
  RefusedException about(Map<String, Object> refused) {
    return new RefusedException(code, status, getMessage(), findings, receipt, refused);
  }

  /// The same, once it was entered.
  RefusedException entered(Receipt proof) {
    return new RefusedException(code, status, getMessage(), findings, Optional.of(proof), facts);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
