// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/// Where keys come from: the device's randomness and the JDK's, extracted by HKDF-SHA-512 (RFC
/// 5869) into one.
///
/// Either alone suffices: the JDK's gives 64 bytes each time and a module's at least as many, and
/// what an extractor puts out can't be told from random as long as one part of what went in is
/// unknown to whoever looks, whatever the other part is and however it came about. So a host that
/// knew what the kernel's generator was seeded with would still have to know what the module said,
/// and a module that says the same every time takes nothing away from the JDK's generator. A device
/// without a generator leaves the JDK's alone.
///
/// Thread-safe if the generator is.
public final class Entropy {
  private static final int OWN = 64;
  private static final byte[] SALT = Bytes.utf8("strongroom vault entropy v1").toByteArray();

  private final Device device;
  private final SecureRandom random;

  /// Of both sources.
  public Entropy(Device device, SecureRandom random) {
    this.device = device;
    this.random = random;
  }

  /// Of an enclave's.
  public static Entropy of(Enclave enclave) {
    return new Entropy(enclave.device(), enclave.random());
  }

  /// New secret bytes. Both sources are asked each time.
  ///
  /// @param length 1 to 255
  /// @throws DeviceException if the device has a generator that doesn't answer: nothing is made of
  ///   half of what was promised
  public Secret draw(int length) throws DeviceException {
    byte[] devices = device.randomness();
    byte[] own = new byte[OWN];
    random.nextBytes(own);
    byte[] count = ByteBuffer.allocate(Integer.BYTES).putInt(devices.length).array();
    try {
      HKDFParameterSpec parameters =
          HKDFParameterSpec.ofExtract()
              .addSalt(SALT)
              .addIKM(count)
              .addIKM(devices)
              .addIKM(own)
              .thenExpand(new byte[] {(byte) length}, length);
      return Secret.owning(KDF.getInstance("HKDF-SHA512").deriveData(parameters));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no HKDF-SHA512", e);
    } finally {
      Arrays.fill(devices, (byte) 0);
      Arrays.fill(own, (byte) 0);
    }
  }
}
