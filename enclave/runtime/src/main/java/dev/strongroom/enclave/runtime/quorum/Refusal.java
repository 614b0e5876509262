// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.quorum;

/// Why an operator's request was refused; the codes are stable.
enum Refusal {
  /// It came over plain HTTPS, whose client may have checked nothing.
  NOT_ATTESTED(403, "attested-channel-needed"),
  /// There is nothing at this path.
  NO_SUCH_PLACE(404, "no-such-place"),
  /// Another method is needed there.
  WRONG_METHOD(405, "wrong-method"),
  /// It is longer than any such request.
  TOO_LONG(413, "too-long"),
  /// It isn't such a request.
  MALFORMED(400, "malformed"),
  /// It was signed for another boot, or another enclave: a replay.
  OTHER_SESSION(409, "other-session"),
  /// The configuration knows no such operator.
  NOT_AN_OPERATOR(403, "not-an-operator"),
  /// The operator's key didn't sign it.
  BAD_SIGNATURE(403, "bad-signature"),
  /// The operator asked for a birth before.
  ALREADY_BEGUN(409, "already-begun"),
  /// A root secret is being born.
  BIRTH_UNDER_WAY(409, "birth-under-way"),
  /// No root secret is being born.
  NO_BIRTH(409, "no-birth"),
  /// The operator didn't show that it can decrypt its share.
  NOT_DECRYPTED(422, "not-decrypted"),
  /// The operator confirmed its share before.
  ALREADY_CONFIRMED(409, "already-confirmed"),
  /// The share is one of another deployment.
  OTHER_DEPLOYMENT(409, "other-deployment"),
  /// The share's ceremony had another threshold than this enclave's configuration.
  OTHER_THRESHOLD(409, "other-threshold"),
  /// The share isn't the one that its header names.
  WRONG_SHARE(422, "wrong-share"),
  /// Another operator released a share of this number.
  DUPLICATE_SHARE(409, "duplicate-share"),
  /// The operator released a share of this ceremony before.
  ALREADY_RELEASED(409, "already-released"),
  /// Shares of one ceremony that fit their header, but don't make the secret that it names: whoever
  /// wrote the header lied. They were thrown away.
  WRONG_SECRET(422, "wrong-secret"),
  /// The root secret is there.
  DONE(409, "done");

  final int status;
  final String code;

  Refusal(int status, String code) {
    this.status = status;
    this.code = code;
  }
}
