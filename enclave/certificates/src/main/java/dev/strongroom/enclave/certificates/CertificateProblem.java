// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates;

import java.util.Arrays;

/// Why there is no new certificate. The one that is there stays in use.
public enum CertificateProblem {
  /// The authority's directory doesn't answer.
  UNREACHABLE("directory-unreachable", true),
  /// What answers for the directory has no certificate that the configured roots vouch for.
  UNTRUSTED("directory-untrusted", true),
  /// The authority names an address outside its directory's host and port.
  ELSEWHERE("directory-elsewhere", false),
  /// The authority's answer can't be read.
  MALFORMED("directory-malformed", false),
  /// The authority wants its terms agreed to, anew.
  TERMS("terms-not-agreed", false),
  /// The authority has had too many requests.
  RATE_LIMITED("rate-limited", false),
  /// The authority refuses.
  REFUSED("refused", false),
  /// The authority doesn't offer the one way in which this enclave proves a name.
  NOT_OFFERED("challenge-not-offered", false),
  /// The authority came by the name, and didn't find this enclave.
  CHALLENGE("challenge-failed", false),
  /// The authority didn't come to an end in time.
  LATE("late", false),
  /// The certificate is for another key.
  KEY("certificate-key", false),
  /// The certificate's names aren't those of the measured configuration.
  NAMES("certificate-names", false),
  /// The certificate isn't valid now.
  DATES("certificate-dates", false),
  /// The certificates behind it don't lead to where they should.
  CHAIN("certificate-chain", false),
  /// Not a chain of certificates.
  UNREADABLE("certificate-unreadable", false),
  /// The one that is there is valid for longer.
  OLDER("certificate-older", false),
  /// The log has no receipt to give: nothing is used that isn't entered.
  LEDGER("ledger", true),
  /// The host's store fails, or shows something else than was sealed.
  STORE("store", true),
  /// Something that nobody foresaw.
  FAILED("failed", false);

  private final String code;
  private final boolean cheap;

  CertificateProblem(String code, boolean cheap) {
    this.code = code;
    this.cheap = cheap;
  }

  /// A stable name.
  public String code() {
    return code;
  }

  /// Whether trying again costs nothing of what authorities count.
  boolean cheap() {
    return cheap;
  }

  /// All names.
  static String[] codes() {
    return Arrays.stream(values()).map(CertificateProblem::code).toArray(String[]::new);
  }
}
