// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

/// Why somebody isn't who they say; the codes are stable.
public enum PrincipalRefusal {
  /// It isn't in the form that its specification gives, or is too long or too deep.
  MALFORMED("malformed"),
  /// This way of telling isn't in the settings.
  NOT_CONFIGURED("not-configured"),
  /// It was made too long ago.
  STALE("stale"),
  /// It was made after the enclave's time.
  FROM_THE_FUTURE("from-the-future"),
  /// The signature isn't that of the key, or nobody knows the key.
  BAD_SIGNATURE("bad-signature"),
  /// The algorithm isn't on the list.
  UNKNOWN_ALGORITHM("unknown-algorithm"),
  /// The Java runtime would do its cryptography by another provider than its own.
  OTHER_PROVIDER("other-provider"),
  /// A principal can't have this name: it is too long, or isn't printable ASCII.
  UNUSABLE_NAME("unusable-name"),

  /// A passkey's response is for another ceremony.
  WRONG_TYPE("wrong-type"),
  /// A passkey signed another challenge.
  WRONG_CHALLENGE("wrong-challenge"),
  /// A passkey was used at an origin that isn't in the settings.
  WRONG_ORIGIN("wrong-origin"),
  /// A passkey was used in a frame of somebody else's page.
  CROSS_ORIGIN("cross-origin"),
  /// A passkey is another relying party's.
  WRONG_RELYING_PARTY("wrong-relying-party"),
  /// Nobody touched the authenticator.
  USER_NOT_PRESENT("user-not-present"),
  /// The authenticator didn't find out who used it.
  USER_NOT_VERIFIED("user-not-verified"),
  /// The authenticator's counter didn't rise: there may be a copy of it.
  COUNTER_NOT_RISING("counter-not-rising"),
  /// The response is another passkey's.
  OTHER_CREDENTIAL("other-credential"),
  /// The response is another user's.
  OTHER_USER("other-user"),
  /// The authenticator's statement about itself isn't genuine.
  BAD_ATTESTATION("bad-attestation"),
  /// Something else of WebAuthn's rules doesn't hold.
  NOT_VERIFIED("not-verified"),

  /// No issuer of this name is in the settings.
  UNKNOWN_ISSUER("unknown-issuer"),
  /// The token is for somebody else.
  OTHER_AUDIENCE("other-audience"),
  /// The token has expired.
  EXPIRED("expired"),
  /// The token doesn't hold yet.
  NOT_YET_VALID("not-yet-valid"),
  /// The token isn't bound to this session's key.
  OTHER_SESSION("other-session"),
  /// The issuer has no key of this id.
  UNKNOWN_KEY("unknown-key"),
  /// The issuer's keys couldn't be fetched.
  KEYS_UNAVAILABLE("keys-unavailable"),

  /// A field comes twice.
  DUPLICATE_FIELD("duplicate-field"),
  /// A field is missing.
  MISSING_FIELD("missing-field");

  private final String code;

  PrincipalRefusal(String code) {
    this.code = code;
  }

  /// The stable name.
  public String code() {
    return code;
  }
}
