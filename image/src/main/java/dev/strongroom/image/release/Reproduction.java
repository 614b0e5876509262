// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.release;

/// What came out of building a released image again.
public enum Reproduction {
  /// The same bytes, but for a signature that only its key can make.
  SAME_BYTES("reproduced: same bytes"),
  /// Nobody who talks to the enclave can tell them apart: only what isn't measured differs.
  SAME_MEASUREMENTS("same measurements, other file"),
  /// Another image.
  DIFFERS("differs");

  private final String words;

  Reproduction(String words) {
    this.words = words;
  }

  /// Compares.
  ///
  /// @param rebuilt as it was built: not signed
  public static Reproduction of(Release release, ReleasedImage rebuilt) {
    if (rebuilt.sha256().equals(release.buildableSha256())) {
      return SAME_BYTES;
    }
    boolean same =
        rebuilt.measurements().pcr0().equals(release.measurements().pcr0())
            && rebuilt.measurements().pcr1().equals(release.measurements().pcr1())
            && rebuilt.measurements().pcr2().equals(release.measurements().pcr2());
    return same ? SAME_MEASUREMENTS : DIFFERS;
  }

  /// The verdict in words.
  @Override
  public String toString() {
    return words;
  }
}
