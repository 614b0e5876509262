// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.MalformedEvidenceException;
import java.util.Optional;

/// Reads a quote (Intel, DCAP quoting library API, A.1 to A.4).
final class QuoteReader {
  private static final int HEADER = 48;
  private static final int ECDSA_P256 = 2;
  private static final long SGX = 0;
  private static final long TDX = 0x81;
  private static final int QE_CERTIFICATION = 6;

  /// Bodies of version 5.
  private static final int SGX_BODY = 1;

  private static final int TD_1_0_BODY = 2;
  private static final int TD_1_5_BODY = 3;

  /// Fields of an enclave's report that have no meaning: from, to.
  private static final int[][] RESERVED = {{20, 32}, {96, 128}, {160, 192}, {262, 304}};

  private final Bytes encoded;
  private final LayoutReader reader;

  QuoteReader(Bytes encoded) {
    this.encoded = encoded;
    this.reader = new LayoutReader(encoded);
  }

  DcapQuote read() throws MalformedEvidenceException {
    int version = reader.u16("version");
    if (version < 3 || version > 5) {
      throw new MalformedEvidenceException(
          "dcap.version", 0, "a quote of version " + version + ", known are 3 to 5");
    }
    int keyType = reader.u16("type of key");
    if (keyType != ECDSA_P256) {
      throw new MalformedEvidenceException(
          "dcap.key-type", 2, "an attestation key of type " + keyType + " instead of 2");
    }
    long tee = reader.u32("type of environment");
    if (tee != SGX && (tee != TDX || version == 3)) {
      throw new MalformedEvidenceException(
          "dcap.tee-type", 4, "environment of type " + tee + " in a quote of version " + version);
    }
    reader.take(HEADER - 8, "header");
    QuoteBody body =
        version == 5 ? described(tee) : tee == SGX ? enclave() : domain(TdReport.LENGTH_1_0);
    Bytes signedPart = encoded.slice(0, reader.offset());
    LayoutReader part = reader.part(reader.u32("length of the signature"), "signature");
    QuoteSignature signature = version == 3 ? bare(part) : wrapped(part);
    return new DcapQuote(
        encoded,
        version,
        encoded.slice(0, HEADER),
        body,
        signedPart,
        signature,
        reader.rest(),
        Optional.empty());
  }

  /// A body that says what it is, as those of version 5 do.
  private QuoteBody described(long tee) throws MalformedEvidenceException {
    int at = reader.offset();
    int type = reader.u16("type of body");
    if (tee == SGX ? type != SGX_BODY : type != TD_1_0_BODY && type != TD_1_5_BODY) {
      throw new MalformedEvidenceException(
          "dcap.body-type", at, "body of type " + type + " in environment of type " + tee);
    }
    long length = reader.u32("length of the body");
    int wanted =
        switch (type) {
          case SGX_BODY -> EnclaveReport.LENGTH;
          case TD_1_0_BODY -> TdReport.LENGTH_1_0;
          default -> TdReport.LENGTH_1_5;
        };
    if (length != wanted) {
      throw new MalformedEvidenceException(
          "dcap.body-size", at + 2, "body of " + length + " bytes instead of " + wanted);
    }
    return type == SGX_BODY ? enclave() : domain(wanted);
  }

  private EnclaveReport enclave() throws MalformedEvidenceException {
    return enclave(reader);
  }

  private static EnclaveReport enclave(LayoutReader from) throws MalformedEvidenceException {
    int start = from.offset();
    Bytes report = from.take(EnclaveReport.LENGTH, "report of an enclave");
    for (int[] range : RESERVED) {
      if (!report.slice(range[0], range[1]).isAllZero()) {
        throw new MalformedEvidenceException(
            "dcap.reserved", start + range[0], "reserved bytes of a report aren't zero");
      }
    }
    return EnclaveReport.of(report);
  }

  private TdReport domain(int length) throws MalformedEvidenceException {
    int start = reader.offset();
    Bytes body = reader.take(length, "body of a trust domain");
    // TDATTRIBUTES.TUD: bit 0 is DEBUG, the others are reserved (TDX module specification, 3.4.1).
    if ((body.at(120) & 0xfe) != 0) {
      throw new MalformedEvidenceException(
          "dcap.reserved", start + 120, "reserved bits of the TD attributes are set");
    }
    return TdReport.of(body);
  }

  /// Version 3: everything one after the other.
  private static QuoteSignature bare(LayoutReader part) throws MalformedEvidenceException {
    Bytes signature = part.take(64, "signature");
    Bytes key = part.take(64, "attestation key");
    return certified(signature, key, part);
  }

  /// From version 4 on what certifies the key is certification data of type 6.
  private static QuoteSignature wrapped(LayoutReader part) throws MalformedEvidenceException {
    Bytes signature = part.take(64, "signature");
    Bytes key = part.take(64, "attestation key");
    int at = part.offset();
    int type = part.u16("type of certification data");
    if (type != QE_CERTIFICATION) {
      throw new MalformedEvidenceException(
          "dcap.certification-type", at, "certification data of type " + type + " instead of 6");
    }
    LayoutReader inner = part.part(part.u32("length of certification data"), "certification data");
    part.end("certification data");
    return certified(signature, key, inner);
  }

  private static QuoteSignature certified(Bytes signature, Bytes key, LayoutReader part)
      throws MalformedEvidenceException {
    EnclaveReport qeReport = enclave(part);
    Bytes qeSignature = part.take(64, "signature of the quoting enclave's report");
    Bytes authData = part.take(part.u16("length of authentication data"), "authentication data");
    int at = part.offset();
    int type = part.u16("type of certification data");
    if (type < 1 || type > QuoteSignature.PCK_CHAIN || type == 4) {
      throw new MalformedEvidenceException(
          "dcap.certification-type", at, "certification data of type " + type);
    }
    Bytes data = part.take(part.u32("length of certification data"), "certification data");
    part.end("certification data");
    return new QuoteSignature(signature, key, qeReport, qeSignature, authData, type, data);
  }
}
