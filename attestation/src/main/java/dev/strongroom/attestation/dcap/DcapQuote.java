// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.sgx.SgxClaims;
import dev.strongroom.attestation.tdx.TdxClaims;
import dev.strongroom.attestation.tsm.GuestReport;
import java.util.List;
import java.util.Optional;

/// A parsed quote of version 3, 4 or 5; nothing in it is verified.
///
/// @param encoded what was parsed: the quote and what follows it, or the JSON that it came in
/// @param version 3, 4 or 5
/// @param header 48 bytes
/// @param body what the quote speaks for
/// @param signedPart header and body, in version 5 with the body's type and length
/// @param signature what stands behind the body
/// @param trailing bytes after the quote's own length: no signature covers them, nothing reads them
/// @param eventLog the log that came along; empty if none did
public record DcapQuote(
    Bytes encoded,
    int version,
    Bytes header,
    QuoteBody body,
    Bytes signedPart,
    QuoteSignature signature,
    Bytes trailing,
    Optional<Bytes> eventLog)
    implements GuestReport {

  /// No quote is longer; real ones have 5 to 8 KB.
  public static final int MAX_LENGTH = 64 * 1024;

  /// Intel's quoting enclaves, as quotes name their vendor.
  public static final Bytes INTEL = Bytes.fromHex("939a7233f79c4ca9940a0db3957f0607");

  /// Whether the bytes begin as quotes do: a small version, then a small type of key that isn't
  /// zero, 16 bits each. Other kinds of evidence begin otherwise.
  public static boolean recognises(Bytes encoded) {
    return encoded.length() >= 4
        && encoded.at(0) < 0x20
        && encoded.at(1) == 0
        && encoded.at(2) > 0
        && encoded.at(2) < 0x20
        && encoded.at(3) == 0;
  }

  @Override
  public Claims claims(boolean simulated) {
    return switch (body) {
      case TdReport report -> new TdxClaims(this, report, Optional.empty(), List.of(), simulated);
      case EnclaveReport report -> new SgxClaims(this, report, Optional.empty(), simulated);
    };
  }

  /// Parses a quote.
  ///
  /// @throws MalformedEvidenceException if it breaks the strict layout
  public static DcapQuote parse(Bytes encoded) throws MalformedEvidenceException {
    if (encoded.length() > MAX_LENGTH) {
      throw new MalformedEvidenceException(
          "evidence.too-large", MAX_LENGTH, "evidence longer than " + MAX_LENGTH + " bytes");
    }
    return new QuoteReader(encoded).read();
  }

  /// The same quote in the form and with the log that it came with.
  DcapQuote within(Bytes outer, Bytes log) {
    return new DcapQuote(
        outer, version, header, body, signedPart, signature, trailing, Optional.of(log));
  }

  @Override
  public EvidenceKind kind() {
    return switch (body) {
      case EnclaveReport _ -> EvidenceKind.SGX;
      case TdReport _ -> EvidenceKind.TDX;
    };
  }

  /// Who made the quoting enclave, 16 bytes.
  public Bytes qeVendor() {
    return header.slice(12, 28);
  }

  /// What the quoting enclave says of the platform, 20 bytes; its first 16 bytes are its own id.
  public Bytes userData() {
    return header.slice(28, 48);
  }
}
