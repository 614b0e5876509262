// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.TrustAnchor;

/// Intel's root for SGX and TDX.
public final class IntelRoot {
  /// "Intel SGX Root CA", valid until 2049, by its key: test roots have the same name.
  public static final TrustAnchor ANCHOR =
      TrustAnchor.ofKey(
          "intel-sgx-root-ca",
          Bytes.fromHex("a0af031289f5d5d4132f9186068a7fc13628633ba235777472e29b6b6c67a49e"));

  private IntelRoot() {}
}
