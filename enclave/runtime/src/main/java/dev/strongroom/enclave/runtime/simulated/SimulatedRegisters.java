// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.simulated;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.nitro.Pcrs;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.Registers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SortedMap;
import java.util.TreeMap;

/// 32 registers as a Nitro Secure Module has them: 0 to 15 are locked from the start, documents
/// show the locked ones. Thread-safe.
final class SimulatedRegisters implements Registers {
  private static final int COUNT = 32;
  private static final int MAX_DATA = 0x1000;

  private final Bytes[] values = new Bytes[COUNT];
  private final boolean[] locked = new boolean[COUNT];

  SimulatedRegisters(SortedMap<Integer, Bytes> measured) {
    for (int i = 0; i < COUNT; i++) {
      values[i] = measured.getOrDefault(i, Bytes.zeros(Pcrs.LENGTH));
      locked[i] = i < Pcrs.ENCLAVE_ALWAYS;
    }
  }

  @Override
  public synchronized Bytes extend(int index, Bytes data) throws DeviceException {
    checkIndex(index);
    if (locked[index]) {
      throw new DeviceException("PCR " + index + " is locked");
    }
    if (data.length() > MAX_DATA) {
      throw new DeviceException("more than " + MAX_DATA + " bytes for PCR " + index);
    }
    try {
      MessageDigest sha384 = MessageDigest.getInstance("SHA-384");
      values[index].updateTo(sha384);
      data.updateTo(sha384);
      values[index] = Bytes.copyOf(sha384.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-384", e);
    }
    return values[index];
  }

  @Override
  public synchronized void lock(int index) throws DeviceException {
    checkIndex(index);
    locked[index] = true;
  }

  /// The locked registers by index.
  synchronized SortedMap<Integer, Bytes> shown() {
    SortedMap<Integer, Bytes> shown = new TreeMap<>();
    for (int i = 0; i < COUNT; i++) {
      if (locked[i]) {
        shown.put(i, values[i]);
      }
    }
    return shown;
  }

  private static void checkIndex(int index) throws DeviceException {
    if (index < 0 || index >= COUNT) {
      throw new DeviceException("there is no PCR " + index);
    }
  }
}
