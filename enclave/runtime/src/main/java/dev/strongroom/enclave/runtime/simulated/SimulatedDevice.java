// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.simulated;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.nitro.Pcrs;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.Registers;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A Nitro Secure Module of our own: documents of the genuine format, signed in software under a
/// root of its own. Thread-safe.
public final class SimulatedDevice implements Device {
  private static final int MAX_FIELD = 1024;
  private static final int RANDOM = 256;

  private final InstantSource clock;
  private final SecureRandom random;
  private final SimulatedSigner signer;
  private final SimulatedRegisters registers;

  /// A device that measured `image`.
  ///
  /// @param root signs the device's certificates
  public SimulatedDevice(
      SimulatedImage image, SimulatedRoot root, InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
    String instance = "i-" + digits(random, 17);
    String moduleId = instance + "-enc" + digits(random, 16);
    this.signer = new SimulatedSigner(root, instance, moduleId, clock.instant(), random);
    SortedMap<Integer, Bytes> measured = new TreeMap<>(image.pcrs());
    measured.put(Pcrs.INSTANCE, Pcrs.extended(Bytes.utf8(instance)));
    this.registers = new SimulatedRegisters(measured);
  }

  @Override
  public String name() {
    return "simulated Nitro Secure Module";
  }

  @Override
  public boolean simulated() {
    return true;
  }

  @Override
  public Optional<Registers> registers() {
    return Optional.of(registers);
  }

  /// As many bytes as a genuine module gives, from the generator that the simulation was given: not
  /// a second source.
  @Override
  public byte[] randomness() {
    byte[] bytes = new byte[RANDOM];
    random.nextBytes(bytes);
    return bytes;
  }

  /// The root certificate that a policy has to name for these documents to be accepted, DER.
  public Bytes root() {
    return signer.root();
  }

  @Override
  public Bytes attest(Bytes publicKey, Bytes userData, Optional<Bytes> nonce)
      throws DeviceException {
    requireShort(publicKey, userData, nonce);
    return signer.document(clock.instant(), registers.shown(), publicKey, userData, nonce);
  }

  private static void requireShort(Bytes publicKey, Bytes userData, Optional<Bytes> nonce)
      throws DeviceException {
    if (publicKey.length() > MAX_FIELD
        || userData.length() > MAX_FIELD
        || nonce.filter(n -> n.length() > MAX_FIELD).isPresent()) {
      throw new DeviceException("a field of more than " + MAX_FIELD + " bytes");
    }
  }

  private static String digits(SecureRandom random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes).substring(0, count);
  }
}
