// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.tsm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cbor.CborReader;
import dev.strongroom.attestation.dcap.DcapQuote;
import dev.strongroom.attestation.dcap.TdReport;
import dev.strongroom.attestation.snp.SnpEvidence;

/// What an enclave gets from a TSM device (`docs/tsm-device.md`, "The evidence"): a report, and
/// what the host gave along with it, in a CBOR map. Nothing but the report is signed.
///
/// The guest binds user data of 64 bytes, or, where a nonce was asked for, SHA-512 of both.
///
/// @param encoded the whole map
/// @param report what it wraps
public record TsmEvidence(Bytes encoded, GuestReport report) implements Evidence {
  /// No input is longer.
  public static final int MAX_LENGTH = 64 * 1024;

  private static final int MAX_REPORT = 32 * 1024;
  private static final int MAX_AUXILIARY = 16 * 1024;
  private static final int PAIRS = 4;
  private static final int VERSION = 1;

  /// How a map of four pairs begins.
  private static final int FIRST_BYTE = 0xa4;

  /// Whether bytes look like such a map.
  public static boolean looksLike(Bytes encoded) {
    return !encoded.isEmpty() && encoded.at(0) == FIRST_BYTE;
  }

  /// Reads an envelope and what it wraps.
  ///
  /// @throws MalformedEvidenceException if either breaks its strict layout
  public static TsmEvidence parse(Bytes encoded) throws MalformedEvidenceException {
    if (encoded.length() > MAX_LENGTH) {
      throw new MalformedEvidenceException(
          "evidence.too-large", MAX_LENGTH, "evidence longer than " + MAX_LENGTH + " bytes");
    }
    try {
      return read(encoded);
    } catch (CborException e) {
      throw new MalformedEvidenceException(e.code(), e.offset(), e.getMessage());
    }
  }

  private static TsmEvidence read(Bytes encoded) throws CborException, MalformedEvidenceException {
    CborReader reader = new CborReader(encoded, 0);
    if (reader.mapHeader() != PAIRS) {
      throw broken(0, "not a map of four pairs");
    }
    key(reader, "version");
    int at = reader.offset();
    if (reader.integer() != VERSION) {
      throw new MalformedEvidenceException("tsm.version", at, "envelope of an unknown version");
    }
    key(reader, "provider");
    int providerAt = reader.offset();
    String provider = reader.textString();
    key(reader, "report");
    Bytes report = bytes(reader, 1, MAX_REPORT);
    int reportAt = reader.offset() - report.length();
    key(reader, "auxiliary");
    Bytes auxiliary = bytes(reader, 0, MAX_AUXILIARY);
    int auxiliaryAt = reader.offset() - auxiliary.length();
    reader.end();
    boolean amd = provider.equals("sev_guest");
    if (!amd && !provider.equals("tdx_guest")) {
      throw new MalformedEvidenceException(
          "tsm.provider", providerAt, "report of an unknown provider");
    }
    try {
      return new TsmEvidence(
          encoded,
          amd
              ? SnpEvidence.parse(report, auxiliary, auxiliaryAt - reportAt)
              : domain(report, auxiliary));
    } catch (MalformedEvidenceException e) {
      throw new MalformedEvidenceException(e.code(), reportAt + e.offset(), e.problem());
    }
  }

  /// The driver of a trust domain gives a quote of that domain, and nothing beside it.
  private static DcapQuote domain(Bytes report, Bytes auxiliary) throws MalformedEvidenceException {
    DcapQuote quote = DcapQuote.parse(report);
    if (!(quote.body() instanceof TdReport)) {
      throw broken(0, "a quote of an SGX enclave in a trust domain's envelope");
    }
    if (!auxiliary.isEmpty()) {
      throw broken(report.length(), "auxiliary data, of which TDX has none");
    }
    return quote;
  }

  private static void key(CborReader reader, String wanted)
      throws CborException, MalformedEvidenceException {
    int at = reader.offset();
    if (!reader.textString().equals(wanted)) {
      throw broken(at, "another key than \"" + wanted + "\"");
    }
  }

  private static Bytes bytes(CborReader reader, int least, int most)
      throws CborException, MalformedEvidenceException {
    int at = reader.offset();
    Bytes bytes = reader.byteString();
    if (bytes.length() < least || bytes.length() > most) {
      throw broken(at, bytes.length() + " bytes, " + least + " to " + most + " allowed");
    }
    return bytes;
  }

  private static MalformedEvidenceException broken(int offset, String message) {
    return new MalformedEvidenceException("tsm.layout", offset, message);
  }

  @Override
  public Claims claims(boolean simulated) {
    return report.claims(simulated);
  }

  @Override
  public EvidenceKind kind() {
    return report.kind();
  }
}
