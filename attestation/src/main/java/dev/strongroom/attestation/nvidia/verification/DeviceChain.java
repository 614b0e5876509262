// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.der.DerReader;
import dev.strongroom.attestation.nvidia.DeviceIdentity;
import dev.strongroom.attestation.nvidia.NvidiaArchitecture;
import dev.strongroom.attestation.x509.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the certificates of a device look like: leaf (the firmware's key), device, provisioner,
/// generation, root.
final class DeviceChain {
  /// Certificates from leaf to root.
  static final int LENGTH = 5;

  /// Such as `GH100 A01 GSP FMC LF`: chip, stepping, processor, firmware.
  private static final Pattern LEAF =
      Pattern.compile("([A-Z]{2})_?([0-9A-Z]{2,5}) [A-Z][0-9]{2} [A-Z]{2,4} FMC( [A-Z]{2})?");

  /// Such as `GH100 A01 GSP BROM`.
  private static final Pattern DEVICE =
      Pattern.compile("([A-Z]{2})_?([0-9A-Z]{2,5}) [A-Z][0-9]{2} [A-Z]{2,4} BROM");

  private static final Bytes SERIAL_NUMBER = Bytes.fromHex("550405");

  private DeviceChain() {}

  /// The only path from a device's leaf upwards among the given certificates, leaf first; empty if
  /// there is no leaf or several.
  static List<Bytes> among(Endorsements endorsements) {
    List<Certificate> known = new ArrayList<>();
    for (Bytes encoded : endorsements.of(Endorsements.Type.CERTIFICATE)) {
      try {
        known.add(Certificate.parse(encoded));
      } catch (DerException e) {
        // Something for another kind of evidence, or nothing at all: not a step of this path.
      }
    }
    List<Certificate> leaves =
        known.stream().filter(c -> !c.extensions().ca() && chip(c, LEAF).isPresent()).toList();
    if (leaves.stream().map(Certificate::encoded).distinct().count() != 1) {
      return List.of();
    }
    List<Bytes> path = new ArrayList<>();
    Certificate next = leaves.getFirst();
    while (next != null && path.size() < LENGTH) {
      path.add(next.encoded());
      next = issuer(next, known);
    }
    return path;
  }

  private static @Nullable Certificate issuer(Certificate of, List<Certificate> known) {
    if (of.issuer().equals(of.subject())) {
      return null;
    }
    Bytes key = of.extensions().authorityKeyId();
    for (Certificate candidate : known) {
      Bytes own = candidate.extensions().subjectKeyId();
      if (candidate.subject().equals(of.issuer())
          && (key == null || own == null || key.equals(own))) {
        return candidate;
      }
    }
    return null;
  }

  /// Who the certificates say the device is.
  ///
  /// @param path root first
  /// @return empty if they aren't a device's
  static Optional<DeviceIdentity> identity(String device, List<Certificate> path) {
    if (path.size() < 2) {
      return Optional.empty();
    }
    Certificate leaf = path.getLast();
    Certificate own = path.get(path.size() - 2);
    Optional<String> chip = chip(leaf, LEAF);
    Optional<Bytes> number = serialNumber(own.subject());
    if (chip.isEmpty() || !chip.equals(chip(own, DEVICE)) || number.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new DeviceIdentity(
            device,
            new java.math.BigInteger(leaf.serial().toByteArray()).toString(),
            number.get(),
            chip.get(),
            NvidiaArchitecture.ofChip(chip.get())));
  }

  private static Optional<String> chip(Certificate certificate, Pattern form) {
    String name = certificate.commonName();
    if (name == null) {
      return Optional.empty();
    }
    Matcher matcher = form.matcher(name);
    return matcher.matches() ? Optional.of(matcher.group(1) + matcher.group(2)) : Optional.empty();
  }

  /// The attribute serialNumber, hexadecimal digits, of a Name that has exactly one.
  private static Optional<Bytes> serialNumber(Bytes name) {
    try {
      Bytes found = null;
      DerReader relativeNames = DerReader.of(name).enter(DerReader.SEQUENCE);
      while (relativeNames.more()) {
        DerReader attributes = relativeNames.enter(DerReader.SET);
        while (attributes.more()) {
          DerReader attribute = attributes.enter(DerReader.SEQUENCE);
          if (attribute.content(DerReader.OBJECT_IDENTIFIER).equals(SERIAL_NUMBER)) {
            int tag =
                attribute.next(DerReader.UTF8_STRING)
                    ? DerReader.UTF8_STRING
                    : DerReader.PRINTABLE_STRING;
            String text = attribute.content(tag).asUtf8();
            if (found != null || text == null) {
              return Optional.empty();
            }
            found = Bytes.fromHex(text);
          }
        }
      }
      return Optional.ofNullable(found);
    } catch (DerException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
