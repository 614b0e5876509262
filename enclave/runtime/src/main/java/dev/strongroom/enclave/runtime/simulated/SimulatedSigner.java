// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.simulated;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborWriter;
import dev.strongroom.attestation.cose.CoseSign1;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// Makes documents of the genuine format for one module, signed under the simulation's root.
/// Thread-safe.
final class SimulatedSigner {
  private static final Duration LEAF_RENEWAL = Duration.ofHours(1);

  private final SimulatedVendor vendor;
  private final String moduleId;
  private SimulatedVendor.Leaf leaf;

  /// @param instance such as `i-0123456789abcdef0`
  /// @param moduleId the instance's, such as `i-0123456789abcdef0-enc0123456789abcdef`
  SimulatedSigner(
      SimulatedRoot root, String instance, String moduleId, Instant now, SecureRandom random) {
    this.moduleId = moduleId;
    this.vendor = new SimulatedVendor(root, instance, now, random);
    this.leaf = vendor.leaf(moduleId, now);
  }

  /// The root certificate, DER.
  Bytes root() {
    return vendor.bundle().getFirst();
  }

  /// A signed document.
  ///
  /// @param now its timestamp
  /// @param pcrs all that it shows
  Bytes document(
      Instant now,
      SortedMap<Integer, Bytes> pcrs,
      Bytes publicKey,
      Bytes userData,
      Optional<Bytes> nonce) {
    SimulatedVendor.Leaf signer = leafFor(now);
    CborWriter writer = new CborWriter().map(9);
    writer.text("module_id").text(moduleId).text("digest").text("SHA384");
    writer.text("timestamp").integer(now.toEpochMilli());
    writer.text("pcrs").map(pcrs.size());
    pcrs.forEach((index, value) -> writer.integer(index).bytes(value));
    writer.text("certificate").bytes(signer.certificate());
    List<Bytes> bundle = vendor.bundle();
    writer.text("cabundle").array(bundle.size());
    bundle.forEach(writer::bytes);
    writer.text("public_key").bytes(publicKey).text("user_data").bytes(userData).text("nonce");
    nonce.ifPresentOrElse(writer::bytes, writer::nothing);
    return signed(signer.key(), writer.toBytes());
  }

  private synchronized SimulatedVendor.Leaf leafFor(Instant now) {
    if (now.isAfter(leaf.notAfter().minus(LEAF_RENEWAL))) {
      leaf = vendor.leaf(moduleId, now);
    }
    return leaf;
  }

  private static Bytes signed(PrivateKey key, Bytes payload) {
    CoseSign1 unsigned = new CoseSign1(CoseSign1.ES384_HEADER, true, payload, 0, Bytes.EMPTY);
    return new CborWriter()
        .array(4)
        .bytes(CoseSign1.ES384_HEADER)
        .map(0)
        .bytes(payload)
        .bytes(signature(key, unsigned.signedPrefix(), payload))
        .toBytes();
  }

  private static Bytes signature(PrivateKey key, Bytes prefix, Bytes payload) {
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
}
