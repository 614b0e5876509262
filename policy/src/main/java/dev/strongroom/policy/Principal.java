// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

/// Somebody that the vault can tell from everybody else.
///
/// @param kind how it is known
/// @param name unique within the kind; printable ASCII without spaces, at most 200 characters
public record Principal(Kind kind, String name) implements Comparable<Principal> {
  private static final int LONGEST = 200;

  /// How somebody is known.
  public enum Kind {
    /// By a signing key of its own: `CURVE:HEX`, such as `ed25519:…`.
    AGENT("agent"),
    /// By a passkey: `RELYING-PARTY:CREDENTIAL`, the credential's id in base64url.
    PASSKEY("passkey"),
    /// By an OIDC provider: `ISSUER#SUBJECT`.
    OIDC("oidc"),
    /// By Telegram: `BOT:USER`, both numbers.
    TELEGRAM("telegram");

    private final String code;

    Kind(String code) {
      this.code = code;
    }

    /// Its name in JSON.
    public String code() {
      return code;
    }
  }

  /// Checks the name.
  public Principal {
    if (name.isEmpty()
        || name.length() > LONGEST
        || !name.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new IllegalArgumentException(
          "a name of 1 to 200 printable characters of ASCII is needed");
    }
  }

  /// Reads `KIND:NAME`.
  ///
  /// @throws IllegalArgumentException if it is nothing of the sort
  public static Principal parse(String text) {
    for (Kind kind : Kind.values()) {
      if (text.startsWith(kind.code + ":")) {
        return new Principal(kind, text.substring(kind.code.length() + 1));
      }
    }
    throw new IllegalArgumentException("agent:, passkey:, oidc: or telegram: is needed");
  }

  @Override
  public int compareTo(Principal other) {
    return toString().compareTo(other.toString());
  }

  /// `KIND:NAME`.
  @Override
  public String toString() {
    return kind.code + ":" + name;
  }
}
