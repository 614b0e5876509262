// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.handover;

/// Why the root secret wasn't handed over; the codes are stable.
enum HandOverRefusal {
  /// The configuration names no heirs.
  NO_HEIRS(403, "no-heirs"),
  /// It came over plain HTTPS, whose client can't have verified this enclave.
  NOT_ATTESTED(403, "attested-channel-needed"),
  /// Another method is needed there.
  WRONG_METHOD(405, "wrong-method"),
  /// It is longer than any such request.
  TOO_LONG(413, "too-long"),
  /// It isn't such a request.
  MALFORMED(400, "malformed"),
  /// The nonce wasn't given out here, was used, or is too old.
  NONCE(409, "nonce"),
  /// What makers vouch for can't be read from the host's store.
  ENDORSEMENTS(503, "endorsements-unreadable"),
  /// The evidence isn't any.
  EVIDENCE_MALFORMED(403, "evidence-malformed"),
  /// The evidence isn't genuine, isn't for this request, or the heirs' policy refuses it.
  EVIDENCE_REFUSED(403, "evidence-refused"),
  /// The log's decision doesn't let this heir have it: a reason says why.
  UPGRADE_REFUSED(403, "upgrade-refused"),
  /// The same, but it may be let have it later.
  UPGRADE_WAITS(503, "upgrade-waits"),
  /// Nothing can be encrypted to the heir's key.
  UNUSABLE_KEY(400, "unusable-key");

  final int status;
  final String code;

  HandOverRefusal(int status, String code) {
    this.status = status;
    this.code = code;
  }
}
