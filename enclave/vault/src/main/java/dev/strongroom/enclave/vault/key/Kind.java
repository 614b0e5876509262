// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.key;

/// What can be entered about keys and their owners (`docs/vault.md`, section 6).
public enum Kind implements Stored.Coded {
  /// A key is there from now on.
  KEY_BORN("key-born"),
  /// It was used: signed, decrypted, authenticated.
  KEY_USED("key-used"),
  /// Something wasn't done.
  REFUSAL("refusal"),
  /// Approvals are waited for.
  APPROVAL_ASKED("approval-asked"),
  /// Somebody approved.
  APPROVAL("approval"),
  /// It may do something else from now on.
  POLICY_CHANGED("policy-changed"),
  /// Others decide about it from now on.
  OWNERS_CHANGED("owners-changed"),
  /// A session key may use it.
  SESSION_OPENED("session-opened"),
  /// A session key may use it no more.
  SESSION_REVOKED("session-revoked"),
  /// It got a new secret.
  KEY_ROTATED("key-rotated"),
  /// It was switched off.
  KEY_DISABLED("key-disabled"),
  /// It was switched on.
  KEY_ENABLED("key-enabled"),
  /// Its secret was encrypted to somebody outside.
  KEY_EXPORTED("key-exported"),
  /// It is gone for good.
  KEY_DESTROYED("key-destroyed"),
  /// Somebody asked for all that was entered about it.
  HISTORY("history"),
  /// An owner has one more key.
  KEY_OWNED("key-owned"),
  /// A bot's token came in, with which others can vouch for people.
  BOT_TOKEN_BROUGHT("bot-token-brought"),
  /// Upgrades need a longer notice from now on, since a key demands it.
  NOTICE_RAISED("notice-raised"),
  /// Somebody was vouched for, and opens a session with it.
  LOGIN("login"),
  /// A passkey is known from now on.
  PASSKEY_REGISTERED("passkey-registered"),
  /// A passkey counted on.
  PASSKEY_USED("passkey-used");

  private final String code;

  Kind(String code) {
    this.code = code;
  }

  @Override
  public String code() {
    return code;
  }
}
