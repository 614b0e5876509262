// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.signature;

/// Why a signed request isn't taken; the codes are stable.
public enum Refusal {
  /// A header isn't in the form that its specification gives, or is there twice.
  MALFORMED("malformed"),
  /// A header is missing.
  MISSING_HEADER("missing-header"),
  /// The signature covers something that it needn't, or with parameters.
  UNKNOWN_COMPONENT("unknown-component"),
  /// The signature doesn't cover something that it has to.
  MISSING_COMPONENT("missing-component"),
  /// The signature has a parameter that this profile doesn't have.
  UNKNOWN_PARAMETER("unknown-parameter"),
  /// The signature lacks a parameter.
  MISSING_PARAMETER("missing-parameter"),
  /// The algorithm isn't one of this profile.
  UNKNOWN_ALGORITHM("unknown-algorithm"),
  /// The signature was made for something else than a vault.
  OTHER_TAG("other-tag"),
  /// The body isn't the one that was signed for.
  WRONG_DIGEST("wrong-digest"),
  /// The signature isn't that of this key over this request, or nobody knows the key.
  BAD_SIGNATURE("bad-signature"),
  /// The request is for another boot of the enclave.
  OTHER_EPOCH("other-epoch"),
  /// It was made too long ago, or has expired.
  STALE("stale"),
  /// It was made after the enclave's time.
  FROM_THE_FUTURE("from-the-future"),
  /// It would hold for too long, or ends before it begins.
  TOO_LONG("too-long"),
  /// The same request came before.
  REPLAYED("replayed"),
  /// So many requests came that replays couldn't be told any more.
  BUSY("busy");

  private final String code;

  Refusal(String code) {
    this.code = code;
  }

  /// The stable name.
  public String code() {
    return code;
  }
}
