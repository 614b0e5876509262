// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import dev.strongroom.attestation.Bytes;

/// What stands behind a quote's body (Intel, DCAP quoting library API, A.4): nothing in it is
/// verified.
///
/// @param signature of header and body, `r || s`, 64 bytes
/// @param attestationKey the point `x || y` of P-256, 64 bytes
/// @param qeReport of the quoting enclave, which binds the attestation key
/// @param qeSignature of the quoting enclave's report, `r || s`, 64 bytes
/// @param qeAuthData what the quoting enclave had bound besides the key
/// @param certificationType how the platform's key is certified: 5 is a chain in PEM, 1 to 3 name a
///   platform whose certificate has to come from elsewhere
/// @param certificationData of that type
public record QuoteSignature(
    Bytes signature,
    Bytes attestationKey,
    EnclaveReport qeReport,
    Bytes qeSignature,
    Bytes qeAuthData,
    int certificationType,
    Bytes certificationData) {

  /// A chain of certificates in PEM: leaf, CA, root.
  public static final int PCK_CHAIN = 5;
}
