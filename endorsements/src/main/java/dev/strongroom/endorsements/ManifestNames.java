// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.nvidia.OpaqueData;
import dev.strongroom.attestation.x509.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which reference manifests an NVIDIA device has, by the opaque data of its report and the chip's
/// name in its certificates.
final class ManifestNames {
  // A switch doesn't say: NVIDIA has one kind of LS10 boards.
  private static final String SWITCH_BOARD = "5612_0002_890";
  private static final Pattern CHIP = Pattern.compile("\\b(G[A-Z]\\d{3}|LS\\d{2})\\b");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.]{1,32}");

  private ManifestNames() {}

  /// Names of a device's manifests, for each the ones that it may have: the driver's, which
  /// switches don't have, and the firmware's.
  ///
  /// @param chain its certificates, DER; empty if they didn't come along
  static List<List<String>> of(OpaqueData opaque, List<Bytes> chain)
      throws UnknownEvidenceException {
    String vbios = text("firmware", opaque.vbiosVersion()).replace(".", "");
    if (opaque.isSwitch()) {
      return List.of(List.of("NV_SWITCH_BIOS_" + SWITCH_BOARD + "_" + vbios));
    }
    String driver = text("driver", opaque.driverVersion());
    String chip = chip(chain);
    String plain = "NV_GPU_DRIVER_" + chip + "_" + driver;
    String confidential = "NV_GPU_CC_DRIVER_" + chip + "_" + driver;
    List<List<String>> names = new ArrayList<>();
    names.add(chip.startsWith("GH") ? List.of(plain, confidential) : List.of(confidential, plain));
    names.add(
        List.of(
            "NV_GPU_VBIOS_"
                + text("project", opaque.project())
                + "_"
                + text("board", opaque.projectSku())
                + "_"
                + text("chip", opaque.chipSku())
                + "_"
                + vbios));
    return names;
  }

  /// It becomes part of an address.
  private static String text(String what, Optional<String> value) throws UnknownEvidenceException {
    if (value.isEmpty() || !NAME.matcher(value.get()).matches()) {
      throw new UnknownEvidenceException("the report doesn't name its " + what);
    }
    return value.get().toUpperCase(Locale.ROOT);
  }

  /// The chip's name stands in the names of its certificates; GH100 where they didn't come along,
  /// whose manifests are then refused if it is another.
  private static String chip(List<Bytes> chain) throws UnknownEvidenceException {
    for (Bytes encoded : chain) {
      try {
        String name = Certificate.parse(encoded).commonName();
        Matcher chip = CHIP.matcher(name == null ? "" : name);
        if (chip.find()) {
          return chip.group(1);
        }
      } catch (DerException e) {
        throw new UnknownEvidenceException("a certificate in it: " + e.getMessage());
      }
    }
    return "GH100";
  }
}
