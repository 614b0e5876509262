// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.signature;

import java.util.Locale;

/// Why an image's signature isn't good.
public enum SignatureProblem {
  /// The certificate can't be read.
  BAD_CERTIFICATE("the signing certificate can't be read"),
  /// The certificate's key isn't on P-256, P-384 or P-521.
  UNSUPPORTED_KEY("the certificate's key isn't on P-256, P-384 or P-521"),
  /// The signature isn't a COSE_Sign1.
  MALFORMED("the signature isn't a COSE_Sign1 structure"),
  /// Its headers say something else than the algorithm of the certificate's curve.
  WRONG_HEADERS("the signature's headers don't name just the algorithm of the certificate's curve"),
  /// It covers something else than this image's PCR0.
  OTHER_PAYLOAD("the signature covers something else than this image's PCR0"),
  /// The certificate's key didn't make it.
  BAD_SIGNATURE("the certificate's key didn't make the signature"),
  /// The certificate isn't valid yet.
  NOT_YET_VALID("the signing certificate isn't valid yet: the image wouldn't boot"),
  /// The certificate has expired.
  EXPIRED("the signing certificate has expired: the image wouldn't boot");

  private final String text;

  SignatureProblem(String text) {
    this.text = text;
  }

  /// A stable name, such as `signature.expired`.
  public String code() {
    return "signature." + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The problem in words.
  @Override
  public String toString() {
    return text;
  }
}
