// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cbor.CborReader;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.endorsements.EndorsementFile;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.endorsements.Subject.NvidiaDevice;
import java.util.ArrayList;
import java.util.List;

/// Tells by its content what evidence is of.
final class SubjectReader {
  /// No evidence is longer.
  static final int MAX_LENGTH = 1 << 20;

  private static final int TSM_MAP = 0xa4;
  private static final int CERTIFICATES_LIMIT = 16;
  private static final int TABLE_ENTRY = 24;

  private SubjectReader() {}

  /// Reads evidence.
  ///
  /// @throws UnknownEvidenceException if it is of no kind that anything is fetched for
  static Subject of(Bytes evidence) throws UnknownEvidenceException {
    if (evidence.isEmpty() || evidence.length() > MAX_LENGTH) {
      throw new UnknownEvidenceException("1 to " + MAX_LENGTH + " bytes are needed");
    }
    int first = evidence.at(0);
    if (first == 0x84 || first == 0xd2) {
      return new Subject.Complete();
    }
    if (first == TSM_MAP) {
      return tsm(evidence);
    }
    if (IntelQuoteLayout.looksLike(evidence)) {
      return IntelQuoteLayout.read(evidence);
    }
    if (AmdReport.looksLike(evidence)) {
      return AmdReport.read(evidence, table(evidence.slice(AmdReport.LENGTH, evidence.length())));
    }
    if (SpdmOpaque.looksLike(evidence)) {
      return new Subject.NvidiaDevices(List.of(device(evidence, List.of())));
    }
    if (first == '{' || first == '[' || first == ' ' || first == '\n') {
      return SubjectJson.of(evidence);
    }
    throw new UnknownEvidenceException("evidence of no known kind");
  }

  /// The envelope of our own enclaves (`docs/tsm-device.md`).
  private static Subject tsm(Bytes evidence) throws UnknownEvidenceException {
    try {
      CborReader reader = new CborReader(evidence, 0);
      reader.mapHeader();
      reader.textString();
      reader.integer();
      reader.textString();
      String provider = reader.textString();
      reader.textString();
      Bytes report = reader.byteString();
      reader.textString();
      Bytes auxiliary = reader.byteString();
      return switch (provider) {
        case "sev_guest" -> AmdReport.read(report, table(auxiliary));
        case "tdx_guest" -> IntelQuoteLayout.read(report);
        default -> throw new UnknownEvidenceException("a report of " + provider);
      };
    } catch (CborException e) {
      throw new UnknownEvidenceException("its envelope: " + e.getMessage());
    }
  }

  /// The host's table of certificates (GHCB 2.03, 4.1.8.1): 16 bytes of GUID, offset and length,
  /// ended by zeros.
  private static List<Bytes> table(Bytes auxiliary) throws UnknownEvidenceException {
    LittleEndian table = new LittleEndian(auxiliary);
    List<Bytes> certificates = new ArrayList<>();
    for (int at = 0; at + TABLE_ENTRY <= auxiliary.length(); at += TABLE_ENTRY) {
      if (table.slice(at, TABLE_ENTRY).isAllZero() || certificates.size() == CERTIFICATES_LIMIT) {
        break;
      }
      long offset = table.u32(at + 16);
      if (offset > auxiliary.length()) {
        throw new UnknownEvidenceException("its table of certificates leads outside");
      }
      Bytes entry = table.slice((int) offset, table.u32(at + 20));
      try {
        certificates.add(Certificate.parse(entry).encoded());
      } catch (DerException e) {
        // Hosts put other things there as well.
      }
    }
    return certificates;
  }

  /// A report of NVIDIA's with what came along.
  static NvidiaDevice device(Bytes report, List<Bytes> chain) throws UnknownEvidenceException {
    List<Certificate> certificates = new ArrayList<>();
    for (Bytes encoded : chain) {
      certificates.add(certificate(encoded));
    }
    return new NvidiaDevice(SpdmOpaque.manifests(report, certificates), chain);
  }

  static Certificate certificate(Bytes encoded) throws UnknownEvidenceException {
    try {
      return Certificate.parse(encoded);
    } catch (DerException e) {
      throw new UnknownEvidenceException("a certificate in it: " + e.getMessage());
    }
  }

  static List<Bytes> pem(String text) throws UnknownEvidenceException {
    try {
      return EndorsementFile.pem(text).of(Endorsements.Type.CERTIFICATE);
    } catch (MalformedJsonException e) {
      throw new UnknownEvidenceException("its certificates: " + e.getMessage());
    }
  }
}
