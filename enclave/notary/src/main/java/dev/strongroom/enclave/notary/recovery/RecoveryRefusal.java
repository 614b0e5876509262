// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.recovery;

/// Why a recovery request isn't carried out.
public enum RecoveryRefusal {
  /// The measured configuration names nobody who may sign one.
  NOT_CONFIGURED("not-configured", "the measured configuration names no operators for it"),
  /// What lies in the host's store isn't a request.
  MALFORMED("malformed", "what lies in the store isn't a recovery request"),
  /// It is about another log: of another deployment, another origin or another generation.
  OTHER_LOG("other-log", "it is about another log, or another generation"),
  /// The store has more or fewer entries than the operators were told, or others.
  OTHER_STATE("other-state", "the store has another tree than the operators were told"),
  /// A witness has cosigned more than the operators were told: the log went on somewhere.
  STALE("stale", "a witness has cosigned more than the operators were told: the log went on"),
  /// It was made too long ago, or in the future.
  EXPIRED("expired", "the operators were told too long ago, or in the future"),
  /// Signed by somebody whom the measured configuration doesn't name, or by another key.
  UNKNOWN_OPERATOR("unknown-operator", "it is signed by somebody who isn't an operator"),
  /// An operator's signature is wrong.
  SIGNATURE_WRONG("signature-wrong", "an operator's signature is wrong"),
  /// Fewer operators signed than are needed.
  TOO_FEW("too-few", "too few operators signed");

  private final String code;
  private final String words;

  RecoveryRefusal(String code, String words) {
    this.code = code;
    this.words = words;
  }

  /// The stable name.
  public String code() {
    return code;
  }

  /// For people.
  public String words() {
    return words;
  }
}
