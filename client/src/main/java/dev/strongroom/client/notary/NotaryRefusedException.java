// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.notary;

/// The notary answered without a receipt. Its codes are those of `docs/notary.md`, section 6, and
/// of the interface's description (`GET /v1/openapi.yaml`).
public final class NotaryRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final String code;

  /// @param status of HTTP
  /// @param code the stable name of the reason
  /// @param words for people, the notary's own: not to be trusted on a terminal
  NotaryRefusedException(int status, String code, String words) {
    super(code + ": " + words);
    this.status = status;
    this.code = code;
  }

  /// The status of HTTP.
  public int status() {
    return status;
  }

  /// The stable name of the reason, such as `witnesses-missing`.
  public String code() {
    return code;
  }

  /// Whether the same request may succeed a little later.
  public boolean passing() {
    return status == 503;
  }
}
