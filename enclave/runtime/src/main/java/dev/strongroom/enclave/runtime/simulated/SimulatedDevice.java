// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.simulated;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborWriter;
import dev.strongroom.attestation.cose.CoseSign1;
import dev.strongroom.attestation.nitro.Pcrs;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.Registers;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// A Nitro Secure Module of our own: documents of the genuine format, signed in software under a
/// root of its own. Thread-safe.
public final class SimulatedDevice implements Device {
  private static final int MAX_FIELD = 1024;
  private static final Duration LEAF_RENEWAL = Duration.ofHours(1);

  private final InstantSource clock;
  private final SimulatedVendor vendor;
  private final String moduleId;
  private final SimulatedRegisters registers;
  private SimulatedVendor.Leaf leaf;

  /// A device that measured `image`.
  ///
  /// @param root signs the device's certificates
  public SimulatedDevice(
      SimulatedImage image, SimulatedRoot root, InstantSource clock, SecureRandom random) {
    this.clock = clock;
    String instance = "i-" + digits(random, 17);
    this.moduleId = instance + "-enc" + digits(random, 16);
    this.vendor = new SimulatedVendor(root, instance, clock.instant(), random);
    this.leaf = vendor.leaf(moduleId, clock.instant());
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

  /// The root certificate that a policy has to name for these documents to be accepted, DER.
  public Bytes root() {
    return vendor.bundle().getFirst();
  }

  @Override
  public Bytes attest(Bytes publicKey, Bytes userData, Optional<Bytes> nonce)
      throws DeviceException {
    if (publicKey.length() > MAX_FIELD
        || userData.length() > MAX_FIELD
        || nonce.filter(n -> n.length() > MAX_FIELD).isPresent()) {
      throw new DeviceException("a field of more than " + MAX_FIELD + " bytes");
    }
    Instant now = clock.instant();
    SimulatedVendor.Leaf signer = leafFor(now);
    Bytes payload = payload(now, signer.certificate(), publicKey, userData, nonce);
    CoseSign1 unsigned = new CoseSign1(CoseSign1.ES384_HEADER, true, payload, 0, Bytes.EMPTY);
    Bytes signature = sign(signer.key(), unsigned.signedPrefix(), payload);
    return new CborWriter()
        .array(4)
        .bytes(CoseSign1.ES384_HEADER)
        .map(0)
        .bytes(payload)
        .bytes(signature)
        .toBytes();
  }

  private synchronized SimulatedVendor.Leaf leafFor(Instant now) {
    if (now.isAfter(leaf.notAfter().minus(LEAF_RENEWAL))) {
      leaf = vendor.leaf(moduleId, now);
    }
    return leaf;
  }

  private Bytes payload(
      Instant now, Bytes certificate, Bytes publicKey, Bytes userData, Optional<Bytes> nonce) {
    SortedMap<Integer, Bytes> pcrs = registers.shown();
    CborWriter writer = new CborWriter().map(9);
    writer.text("module_id").text(moduleId).text("digest").text("SHA384");
    writer.text("timestamp").integer(now.toEpochMilli());
    writer.text("pcrs").map(pcrs.size());
    pcrs.forEach((index, value) -> writer.integer(index).bytes(value));
    writer.text("certificate").bytes(certificate);
    List<Bytes> bundle = vendor.bundle();
    writer.text("cabundle").array(bundle.size());
    bundle.forEach(writer::bytes);
    writer.text("public_key").bytes(publicKey).text("user_data").bytes(userData).text("nonce");
    nonce.ifPresentOrElse(writer::bytes, writer::nothing);
    return writer.toBytes();
  }

  private static Bytes sign(PrivateKey key, Bytes prefix, Bytes payload) {
    try {
      Signature signature = Signature.getInstance("SHA384withECDSAinP1363Format");
      signature.initSign(key);
      prefix.updateTo(signature);
      payload.updateTo(signature);
      return Bytes.copyOf(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime can't sign with P-384", e);
    }
  }

  private static String digits(SecureRandom random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes).substring(0, count);
  }
}
