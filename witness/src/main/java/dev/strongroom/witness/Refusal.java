// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

/// Why a witness doesn't cosign, other than a conflict. Names are stable.
public enum Refusal {
  /// The body isn't one of the protocol.
  MALFORMED("malformed", 400),
  /// The proof starts at a larger tree than it leads to.
  OLD_SIZE("old-size-too-large", 400),
  /// No key is known for the origin.
  UNKNOWN_LOG("unknown-log", 404),
  /// No signature of a key that is known for the origin is good.
  NOT_SIGNED("not-signed-by-the-log", 403),
  /// The origin's first key would be pinned, but the request doesn't say it.
  NO_KEY("log-key-missing", 403),
  /// The proof doesn't show that nothing was taken back.
  WRONG_PROOF("wrong-proof", 422),
  /// Too many requests wait.
  BUSY("busy", 429),
  /// The witness's clock stands before its own last cosignature.
  CLOCK("clock-behind", 503),
  /// The list of logs can't be read.
  LOGS("logs-unreadable", 503),
  /// The witness's state can't be read or written.
  STORE("store-unavailable", 503);

  private final String code;
  private final int status;

  Refusal(String code, int status) {
    this.code = code;
    this.status = status;
  }

  /// A stable name.
  public String code() {
    return code;
  }

  /// What C2SP tlog-witness or HTTP calls it.
  public int status() {
    return status;
  }
}
