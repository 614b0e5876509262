// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.x509;

import dev.strongroom.attestation.checks.CheckName;

/// A check of a certificate path.
///
/// @param path which one: evidence may come with several
/// @param rule what is checked
public record PathCheck(String path, Rule rule) implements CheckName {

  /// What is checked of each path.
  public enum Rule {
    /// The first certificate is a pinned root.
    ROOT("root", "RFC 5280, 6.1.1 (d)"),
    /// Each certificate is well-formed, and its key and signature of a type that is in use.
    CERTIFICATES("certificates", "RFC 5280, 4.1"),
    /// Each was issued by the one before.
    NAMES("names", "RFC 5280, 6.1.3 (a)(4)"),
    /// All are CAs but the leaf.
    AUTHORITIES("authorities", "RFC 5280, 6.1.4 (k)"),
    /// No CA has more CAs below it than it allows.
    LENGTH("length", "RFC 5280, 6.1.4 (l), (m)"),
    /// Keys may sign what they signed.
    KEY_USAGE("key-usage", "RFC 5280, 6.1.4 (n)"),
    /// Nothing restricts the path that isn't understood.
    EXTENSIONS("extensions", "RFC 5280, 6.1.4 (o), 6.1.5 (f)"),
    /// All are valid at the time.
    VALIDITY("validity", "RFC 5280, 6.1.3 (a)(2)"),
    /// Each signature is the issuer's.
    SIGNATURES("signatures", "RFC 5280, 6.1.3 (a)(1)"),
    /// None was revoked.
    REVOCATION("revocation", "RFC 5280, 6.3.3");

    private final String label;
    private final String source;

    Rule(String label, String source) {
      this.label = label;
      this.source = source;
    }

    /// The part of the name that follows the path's.
    public String label() {
      return label;
    }
  }

  @Override
  public String label() {
    return path + "." + rule.label;
  }

  @Override
  public String source() {
    return rule.source;
  }
}
