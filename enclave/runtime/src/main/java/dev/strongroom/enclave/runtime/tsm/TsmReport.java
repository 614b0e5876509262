// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborWriter;

/// What the kernel has given for one request.
///
/// @param provider whose report it is
/// @param report as the hardware or its quoting service made it: 1 to 32,768 bytes
/// @param auxiliary under SEV-SNP the host's table of certificates (GHCB 2.03, section 4.1.8.1),
///   not trusted; may be empty
public record TsmReport(TsmProvider provider, Bytes report, Bytes auxiliary) {
  private static final int VERSION = 1;

  /// The evidence: a CBOR map of four pairs, in this order (`docs/tsm-device.md`).
  public Bytes toEvidence() {
    return new CborWriter()
        .map(4)
        .text("version")
        .integer(VERSION)
        .text("provider")
        .text(provider.attribute())
        .text("report")
        .bytes(report)
        .text("auxiliary")
        .bytes(auxiliary)
        .toBytes();
  }
}
