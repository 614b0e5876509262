// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/// What a module says of itself.
///
/// @param version of its interface
/// @param moduleId such as `i-0123456789abcdef0-enc0123456789abcdef`; documents have the same
/// @param maxPcrs how many PCRs there are; 32, as far as is known
/// @param lockedPcrs the read-only ones, unmodifiable
/// @param digest the name of the digest that the PCRs use, such as `SHA384`
public record NsmDescription(
    Version version, String moduleId, int maxPcrs, SortedSet<Integer> lockedPcrs, String digest) {

  /// Copies the set.
  public NsmDescription {
    lockedPcrs = Collections.unmodifiableSortedSet(new TreeSet<>(lockedPcrs));
  }

  /// A version of the module's interface: another major one breaks callers, another minor one adds,
  /// another patch repairs.
  public record Version(int major, int minor, int patch) {
    /// Such as `1.0.0`.
    @Override
    public String toString() {
      return major + "." + minor + "." + patch;
    }
  }
}
