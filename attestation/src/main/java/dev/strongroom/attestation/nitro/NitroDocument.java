// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cose.CoseSign1;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A parsed attestation document; nothing in it is verified.
///
/// @param kind an enclave's has `pcrs`, a NitroTPM's `nitrotpm_pcrs`
/// @param encoded the whole document
/// @param envelope the COSE_Sign1 around it
/// @param moduleId of the issuing module, such as `i-0123456789abcdef0-enc0123456789abcdef`
/// @param digest the name of the digest that the PCRs use
/// @param timestamp when the hypervisor made the document, to the millisecond
/// @param pcrs by index, unmodifiable
/// @param certificate the leaf, DER, not parsed
/// @param cabundle the CA certificates, DER, root first, not parsed
/// @param publicKey as given by the enclave
/// @param userData as given by the enclave
/// @param nonce as given by the enclave
/// @param unknownKeys keys that this version doesn't know, in order; their values are well-formed
public record NitroDocument(
    EvidenceKind kind,
    Bytes encoded,
    CoseSign1 envelope,
    String moduleId,
    String digest,
    Instant timestamp,
    SortedMap<Integer, Bytes> pcrs,
    Bytes certificate,
    List<Bytes> cabundle,
    Field publicKey,
    Field userData,
    Field nonce,
    List<String> unknownKeys)
    implements Evidence {

  /// No input is longer; genuine documents have about 5 KiB.
  public static final int MAX_LENGTH = 64 * 1024;

  /// Copies the collections.
  public NitroDocument {
    pcrs = Collections.unmodifiableSortedMap(new TreeMap<>(pcrs));
    cabundle = List.copyOf(cabundle);
    unknownKeys = List.copyOf(unknownKeys);
  }

  @Override
  public NitroClaims claims(boolean simulated) {
    return new NitroClaims(this, simulated);
  }

  /// Parses a document, of an enclave or of a NitroTPM.
  ///
  /// @throws MalformedEvidenceException if it breaks the strict layout
  public static NitroDocument parse(Bytes encoded) throws MalformedEvidenceException {
    if (encoded.length() > MAX_LENGTH) {
      throw new MalformedEvidenceException(
          "evidence.too-large", MAX_LENGTH, "evidence longer than " + MAX_LENGTH + " bytes");
    }
    try {
      return new PayloadReader(encoded, CoseSign1.parse(encoded)).read();
    } catch (CborException e) {
      throw new MalformedEvidenceException(e.code(), e.offset(), e.getMessage());
    }
  }
}
