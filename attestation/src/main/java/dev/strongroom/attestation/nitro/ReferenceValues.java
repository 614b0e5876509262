// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import dev.strongroom.attestation.Bytes;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reference values (RFC 9334, section 8.3) of one accepted image: all of them have to fit.
///
/// @param name what people call the image, such as a release; shown in verdicts
/// @param pcrs by index, 48 bytes each; enough of them to tell one image from another
public record ReferenceValues(String name, SortedMap<Integer, Bytes> pcrs) {

  /// Refuses values that would identify nothing.
  ///
  /// @throws IllegalArgumentException if a value isn't a SHA-384, belongs to an index outside 0 to
  ///   31, is the zero that every debug enclave reports as PCR 0, 1, 2 or 8, or if neither PCR 0
  ///   nor both PCR 1 and 2 are given (PCR 1 is shared by all images of one boot chain, PCR 2 can
  ///   be the digest of nothing)
  public ReferenceValues {
    pcrs = Collections.unmodifiableSortedMap(new TreeMap<>(pcrs));
    if (name.isBlank()) {
      throw new IllegalArgumentException("a set of reference values needs a name");
    }
    pcrs.forEach(ReferenceValues::sensible);
    if (!identifies(pcrs)) {
      throw new IllegalArgumentException(
          "reference values \""
              + name
              + "\" identify no image: PCR 0, or PCR 1 and PCR 2 together, have to be among them");
    }
  }

  private static boolean identifies(SortedMap<Integer, Bytes> pcrs) {
    return pcrs.containsKey(0) || (pcrs.containsKey(1) && pcrs.containsKey(2));
  }

  static void sensible(int index, Bytes value) {
    if (index < 0 || index > 31) {
      throw new IllegalArgumentException("there is no PCR " + index);
    }
    if (value.length() != Pcrs.LENGTH) {
      throw new IllegalArgumentException(
          "PCR " + index + " has " + value.length() + " bytes instead of 48");
    }
    if (value.isAllZero() && (Pcrs.IMAGE.contains(index) || index == Pcrs.SIGNER)) {
      throw new IllegalArgumentException(
          "PCR " + index + " of zeros is what every enclave in debug mode reports");
    }
  }
}
