// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.release;

import java.util.Locale;

/// Why a release is refused.
public enum ReleaseProblem {
  /// It isn't what its format says.
  MALFORMED,
  /// A good envelope around something that is no release of an image.
  NOT_A_RELEASE,
  /// The key isn't on P-256, P-384 or P-521.
  UNSUPPORTED_KEY,
  /// The key made none of its signatures.
  BAD_SIGNATURE,
  /// The image is another file.
  OTHER_IMAGE,
  /// The image measures something else.
  OTHER_MEASUREMENTS,
  /// The project's file, the lock or the commit isn't the one that was released.
  OTHER_SOURCE,
  /// Where the source came from can't be told.
  UNKNOWN_SOURCE,
  /// The image makes simulated evidence, and nobody said under which root.
  SIMULATED;

  /// A stable name, such as `release.bad-signature`.
  public String code() {
    return "release." + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
