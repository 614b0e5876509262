// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import dev.strongroom.attestation.Bytes;

/// What a quote speaks for: an enclave or a trust domain.
public sealed interface QuoteBody permits EnclaveReport, TdReport {

  /// The bytes that were read.
  Bytes encoded();

  /// 64 bytes of the software's own choice.
  Bytes reportData();
}
