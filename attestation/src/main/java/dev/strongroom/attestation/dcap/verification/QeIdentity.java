// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap.verification;

import dev.strongroom.attestation.Bytes;
import java.util.List;

/// What Intel says of its quoting enclave (PCS API, "enclave identity").
///
/// @param head what it has in common with TCB info
/// @param miscSelect 4 bytes
/// @param miscSelectMask 4 bytes
/// @param attributes 16 bytes
/// @param attributesMask 16 bytes
/// @param mrSigner 32 bytes
/// @param productId ISVPRODID
/// @param levels best first
record QeIdentity(
    TcbInfo.Head head,
    Bytes miscSelect,
    Bytes miscSelectMask,
    Bytes attributes,
    Bytes attributesMask,
    Bytes mrSigner,
    int productId,
    List<TcbInfo.SvnLevel> levels) {

  QeIdentity {
    levels = List.copyOf(levels);
  }
}
