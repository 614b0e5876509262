// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.nitro.Pcrs;
import java.util.SortedSet;

/// What has to hold of the module before an enclave relies on it, and what the enclave adds of its
/// own. Anything else stops the start.
public final class NsmStart {
  /// The first PCR that isn't locked when an enclave starts.
  public static final int FIRST_APPLICATION_PCR = Pcrs.ENCLAVE_ALWAYS;

  private static final int PCRS = 32;
  private static final String DIGEST = "SHA384";

  private NsmStart() {}

  static NsmDevice open(DeviceCalls calls, String node) throws NsmException {
    NsmDevice nsm = NsmDevice.open(calls, node);
    try {
      if (nsm.nodeAccess() == NodeAccess.OPEN_TO_OTHERS) {
        throw new NsmException(new NsmFailure.NodeOpenToOthers());
      }
      check(nsm);
      return nsm;
    } catch (NsmException | RuntimeException e) {
      nsm.close();
      throw e;
    }
  }

  /// Makes sure that the module has 32 PCRs of SHA-384, and that 0 to 15 are locked.
  ///
  /// @return what it says of itself
  /// @throws NsmException with [NsmFailure.UnexpectedModule] or [NsmFailure.UnexpectedPcr] if not
  public static NsmDescription check(Nsm nsm) throws NsmException {
    NsmDescription found = nsm.describe();
    if (found.maxPcrs() != PCRS) {
      throw unexpected(found.maxPcrs() + " PCRs instead of " + PCRS);
    }
    if (!found.digest().equals(DIGEST)) {
      throw unexpected("another digest than " + DIGEST);
    }
    SortedSet<Integer> locked = found.lockedPcrs();
    for (int i = 0; i < FIRST_APPLICATION_PCR; i++) {
      if (!locked.contains(i)) {
        throw unexpected(i, "isn't locked");
      }
    }
    if (locked.getLast() >= PCRS) {
      throw unexpected("it locks " + locked.getLast() + ", which there can't be");
    }
    return found;
  }

  /// Measures `data` into an unused PCR of the application's and locks it, so that every document
  /// from now on has it.
  ///
  /// If that fails half-way, the PCR stays as it is: the enclave has to start again.
  ///
  /// @param index 16 to 31
  /// @return its value for good: SHA-384(48 zero bytes || data)
  /// @throws NsmException with [NsmFailure.UnexpectedPcr] if it was used before, or doesn't get
  ///   that value
  public static Bytes measure(Nsm nsm, int index, Bytes data) throws NsmException {
    if (index < FIRST_APPLICATION_PCR || index >= PCRS) {
      throw new IllegalArgumentException("PCR" + index + " isn't the application's");
    }
    PcrState before = nsm.describePcr(index);
    if (before.locked() || !before.value().equals(Bytes.zeros(Pcrs.LENGTH))) {
      throw unexpected(index, "was used before");
    }
    Bytes expected = Pcrs.extended(data);
    nsm.extendPcr(index, data);
    nsm.lockPcr(index);
    // Asked for after the lock: what anybody did before it shows, what anybody does later fails.
    PcrState after = nsm.describePcr(index);
    if (!after.locked()) {
      throw unexpected(index, "isn't locked");
    }
    if (!after.value().equals(expected)) {
      throw unexpected(index, "has another value than was measured");
    }
    return expected;
  }

  private static NsmException unexpected(String detail) {
    return new NsmException(new NsmFailure.UnexpectedModule(detail));
  }

  private static NsmException unexpected(int index, String detail) {
    return new NsmException(new NsmFailure.UnexpectedPcr(index, detail));
  }
}
