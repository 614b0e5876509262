// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import dev.strongroom.attestation.Bytes;

/// A Nitro Secure Module. Any number of threads may use it.
///
/// All methods throw [NsmException]: [NsmFailure.Refused] if the module says no,
/// [NsmFailure.DeviceUnavailable] if it doesn't answer, in which case nobody knows whether the
/// command was carried out, [NsmFailure.MalformedResponse] if the answer makes no sense.
public interface Nsm {
  /// How long a request may be once it is encoded, in bytes.
  int MAX_REQUEST = 0x1000;

  /// No response is longer, in bytes; so no document is either.
  int MAX_RESPONSE = 0x3000;

  /// What kind of module it is.
  NsmDescription describe() throws NsmException;

  /// A PCR's present value.
  ///
  /// @param index 0 to 65535; from [NsmDescription#maxPcrs] on the module refuses with
  ///   [NsmError#INVALID_INDEX]
  PcrState describePcr(int index) throws NsmException;

  /// Replaces a PCR's value by the digest of that value followed by `data`. Refused with
  /// [NsmError#READ_ONLY_INDEX] for locked ones, which 0 to 15 are from the start.
  ///
  /// @return the new value
  Bytes extendPcr(int index, Bytes data) throws NsmException;

  /// Makes a PCR read-only, for as long as the enclave runs, and part of every document.
  void lockPcr(int index) throws NsmException;

  /// Locks PCRs 0 to `range - 1`; it's no error if some are locked.
  void lockPcrs(int range) throws NsmException;

  /// Has a document made: signed evidence of the PCRs and of what the request says.
  ///
  /// @return the document, not verified: COSE_Sign1 as `NitroDocument.parse` reads it
  Bytes attest(DocumentRequest request) throws NsmException;

  /// Random bytes; 256 of them, as far as is known.
  ///
  /// Not [Bytes], which is for public things: this may become a secret. The caller owns the array
  /// and wipes it. Copies that reading the response makes stay on the heap until they are
  /// collected, so this is for mixing into a generator, not for use as a key.
  byte[] random() throws NsmException;
}
