// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.upgrade;

/// Why an upgrade's statement isn't entered, or an heir gets nothing by it.
public enum UpgradeRefusal {
  /// The measured configuration names nobody who may announce one.
  NOT_CONFIGURED("not-configured", 403, "the measured configuration names no operators for it"),
  /// It isn't such a request.
  MALFORMED("malformed", 400, "it isn't an upgrade request"),
  /// It is about another log: of another deployment, origin or generation.
  OTHER_LOG("other-log", 409, "it is about another log, or another generation"),
  /// Signed by somebody whom the measured configuration doesn't name, or by another key.
  UNKNOWN_OPERATOR("unknown-operator", 403, "it is signed by somebody who isn't an operator"),
  /// An operator's signature is wrong.
  SIGNATURE_WRONG("signature-wrong", 403, "an operator's signature is wrong"),
  /// Fewer operators signed than are needed.
  TOO_FEW("too-few", 403, "too few operators signed"),
  /// The announced notice is shorter than the measured configuration or a key demands.
  NOTICE_TOO_SHORT("notice-too-short", 403, "a longer notice has to be announced"),
  /// What is approved isn't what was announced last.
  NOT_ANNOUNCED("not-announced", 409, "it isn't the announcement that was entered last"),
  /// The notice isn't over, by the witnesses' clocks or the host's.
  NOTICE_NOT_OVER("notice-not-over", 409, "the notice isn't over"),
  /// The end that the operators signed with their approval is past.
  APPROVAL_EXPIRED("approval-expired", 403, "the approval's signatures have expired"),
  /// It is announced, and operators haven't approved it yet.
  NOT_APPROVED("not-approved", 409, "it is announced, and not approved yet"),
  /// It was approved too long ago.
  WINDOW_OVER("window-over", 403, "it was approved too long ago; announce it again"),
  /// Too few of the witnesses' cosignatures say when they were made.
  TIMES_MISSING("times-missing", 503, "too few witnesses say a time"),
  /// The host's store can't be read or written, or was changed.
  STORE("upgrade-store", 503, "the host's store fails, or was changed");

  private final String code;
  private final int status;
  private final String words;

  UpgradeRefusal(String code, int status, String words) {
    this.code = code;
    this.status = status;
    this.words = words;
  }

  /// The stable name.
  public String code() {
    return code;
  }

  /// The status of HTTP.
  public int status() {
    return status;
  }

  /// For people.
  public String words() {
    return words;
  }

  /// Whether the same may be accepted later.
  boolean passes() {
    return switch (this) {
      case NOT_ANNOUNCED, NOTICE_NOT_OVER, NOT_APPROVED, TIMES_MISSING, STORE -> true;
      default -> false;
    };
  }
}
