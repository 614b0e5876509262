// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

import java.util.EnumSet;
import java.util.Set;

/// What the guest allowed its host at launch (AMD 56860, "Guest Policy"). No part of the
/// measurement.
///
/// @param bits all 64
public record GuestPolicy(long bits) {
  /// Bits from here on mean nothing yet, and have to be zero.
  static final int FIRST_RESERVED = 26;

  /// A bit that is always set.
  static final int ALWAYS = 17;

  /// A single bit.
  public enum Bit {
    /// The guest may run where cores are shared by threads.
    SMT("smt", 16),
    /// The guest may be handed to a migration agent.
    MIGRATION_AGENT("migration-agent", 18),
    /// The host may look inside.
    DEBUG("debug", 19),
    /// The guest runs on one socket only.
    SINGLE_SOCKET("single-socket", 20),
    /// The guest may use memory behind CXL.
    CXL("cxl", 21),
    /// Memory has to be encrypted by AES-256-XTS.
    AES_256_XTS("aes-256-xts", 22),
    /// Power can't be metered.
    RAPL_OFF("rapl-off", 23),
    /// Ciphertext has to be hidden from the host.
    CIPHERTEXT_HIDING("ciphertext-hiding", 24),
    /// Pages can't be swapped.
    PAGE_SWAP_OFF("page-swap-off", 25);

    private final String label;
    private final int index;

    Bit(String label, int index) {
      this.label = label;
      this.index = index;
    }

    /// The stable name used in policy files and messages.
    @Override
    public String toString() {
      return label;
    }
  }

  /// A version of the firmware's interface.
  public record Abi(int major, int minor) implements Comparable<Abi> {
    /// Checks the numbers.
    public Abi {
      if (major < 0 || major > 255 || minor < 0 || minor > 255) {
        throw new IllegalArgumentException("a version's numbers are 0 to 255");
      }
    }

    @Override
    public int compareTo(Abi other) {
      return Integer.compare((major << 8) | minor, (other.major << 8) | other.minor);
    }

    @Override
    public String toString() {
      return major + "." + minor;
    }
  }

  /// Whether a bit is set.
  public boolean has(Bit bit) {
    return ((bits >>> bit.index) & 1) == 1;
  }

  /// The bits that are set.
  public Set<Bit> set() {
    Set<Bit> set = EnumSet.noneOf(Bit.class);
    for (Bit bit : Bit.values()) {
      if (has(bit)) {
        set.add(bit);
      }
    }
    return set;
  }

  /// The lowest version of the firmware's interface that the guest may run on.
  public Abi abi() {
    return new Abi((int) (bits >>> 8) & 0xff, (int) bits & 0xff);
  }
}
