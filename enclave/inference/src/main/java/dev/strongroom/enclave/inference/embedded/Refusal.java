// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.embedded;

/// A request that isn't answered otherwise than by an error.
final class Refusal extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;
  private final String param;

  /// @param status of HTTP
  /// @param code stable
  /// @param param the member that is refused; empty for none
  /// @param message for people; nothing of the request but names of members
  Refusal(int status, String code, String param, String message) {
    super(message);
    this.status = status;
    this.code = code;
    this.param = param;
  }

  /// A member that isn't known, or a value that can't be honoured.
  static Refusal unsupported(String param) {
    return new Refusal(
        400, "unsupported_parameter", param, param + " isn't supported by an embedded model");
  }

  /// A member with a value that it can't have.
  static Refusal invalid(String param, String wanted) {
    return new Refusal(400, "invalid_value", param, param + ": " + wanted + " is needed");
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  String param() {
    return param;
  }
}
