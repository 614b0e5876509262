// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.compare;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.eif.Measurements;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// A PCR that an image decides.
public enum Register {
  /// Of kernel, command line and all ramdisks.
  PCR0,
  /// Of kernel, command line and the first ramdisk.
  PCR1,
  /// Of all other ramdisks.
  PCR2,
  /// Of the signing certificate.
  PCR8;

  /// Its value; only PCR8 can be without one.
  public Optional<Bytes> in(Measurements measurements) {
    return switch (this) {
      case PCR0 -> Optional.of(measurements.pcr0());
      case PCR1 -> Optional.of(measurements.pcr1());
      case PCR2 -> Optional.of(measurements.pcr2());
      case PCR8 -> measurements.pcr8();
    };
  }

  /// Those in which two images differ, in their order.
  static Set<Register> differing(Measurements first, Measurements second) {
    Set<Register> differing = EnumSet.noneOf(Register.class);
    for (Register register : values()) {
      if (!register.in(first).equals(register.in(second))) {
        differing.add(register);
      }
    }
    return Collections.unmodifiableSet(differing);
  }
}
