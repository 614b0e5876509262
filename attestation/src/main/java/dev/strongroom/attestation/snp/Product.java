// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.TrustAnchor;
import java.util.List;
import java.util.Optional;

/// A line of processors. Each has a root key of its own, and orders the bytes of its firmware
/// versions in its own way.
public enum Product {
  /// EPYC 7003.
  MILAN("Milan", "9f056bee44377e29308cb5ffa895bdfb62d18881fa6bed8d6f075b0204089cb9", "12456738"),
  /// EPYC 9004, 8004 and 97x4.
  GENOA("Genoa", "429a69c9422aa258ee4d8db5fcda9c6470ef15f8cd5a9cebd6cbc7d90b863831", "12456738"),
  /// EPYC 9005.
  TURIN("Turin", "4f125410563a2ab9a50356f9243f6fe0b6f73de98603f53f90339c70e9d7ad08", "91235678");

  private static final int FAMILY_ZEN_3_AND_4 = 0x19;
  private static final int FAMILY_ZEN_5 = 0x1a;

  private final String label;
  private final String rootKey;

  /// For each byte of a TCB version a digit.
  private final String arcs;

  Product(String label, String rootKey, String arcs) {
    this.label = label;
    this.rootKey = rootKey;
    this.arcs = arcs;
  }

  /// AMD's root key (ARK) for this product: SHA-256 of its SubjectPublicKeyInfo.
  public TrustAnchor anchor() {
    return TrustAnchor.ofKey("amd-ark-" + label, Bytes.fromHex(rootKey));
  }

  /// For each of the 8 bytes of a TCB version, the last number of the certificate extension that
  /// states the same.
  public List<Integer> arcs() {
    return arcs.chars().mapToObj(digit -> digit - '0').toList();
  }

  /// The components that the product has.
  public List<TcbComponent> components() {
    return List.of(TcbComponent.values()).stream()
        .filter(component -> arcs.indexOf('0' + component.arc()) >= 0)
        .toList();
  }

  /// The product that a family and model are of (AMD 56860, "CPUID_FAM_ID").
  ///
  /// @param family with the extended family added
  /// @param model with the extended model in its upper half
  public static Optional<Product> ofCpuid(int family, int model) {
    if (family == FAMILY_ZEN_3_AND_4) {
      if (model <= 0x0f) {
        return Optional.of(MILAN);
      }
      boolean genoa = (model >= 0x10 && model <= 0x1f) || (model >= 0xa0 && model <= 0xaf);
      return genoa ? Optional.of(GENOA) : Optional.empty();
    }
    return family == FAMILY_ZEN_5 && model <= 0x11 ? Optional.of(TURIN) : Optional.empty();
  }

  /// The product that a certificate names, with a stepping or without: `Milan-B0`, `Genoa`.
  public static Optional<Product> ofName(String name) {
    int dash = name.indexOf('-');
    String line = dash < 0 ? name : name.substring(0, dash);
    for (Product product : values()) {
      if (product.label.equals(line)) {
        return Optional.of(product);
      }
    }
    return Optional.empty();
  }

  /// The name in AMD's certificates.
  @Override
  public String toString() {
    return label;
  }
}
