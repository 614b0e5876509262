// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.endorsements.EndorsementFile;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.endorsements.Subject.EncryptedPlatform;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// What a quote says of its platform (Intel, "SGX ECDSA Quote Generation" and "TDX Quote
/// Generation", appendix 3).
final class IntelQuoteLayout {
  private static final int HEADER = 48;
  private static final int SGX_BODY = 384;
  private static final int TD_BODY = 584;
  private static final long TDX = 0x81;
  private static final int SIGNATURE_AND_KEY = 128;
  private static final int QE_REPORT_AND_SIGNATURE = 448;
  private static final int QE_REPORT_DATA = 6;
  private static final int PEM_CHAIN = 5;
  private static final int PPID = 384;

  private IntelQuoteLayout() {}

  static boolean looksLike(Bytes bytes) {
    return bytes.length() > HEADER
        && bytes.at(0) >= 3
        && bytes.at(0) <= 5
        && bytes.at(1) == 0
        && bytes.at(2) == 2
        && bytes.at(3) == 0;
  }

  static Subject.IntelQuote read(Bytes bytes) throws UnknownEvidenceException {
    LittleEndian quote = new LittleEndian(bytes);
    int version = quote.u16(0);
    boolean tdx = quote.u32(4) == TDX;
    int at = HEADER;
    if (version == 5) {
      long body = quote.u32(at + 2);
      at += 6 + quote.slice(at + 6, body).length();
    } else {
      at += tdx ? TD_BODY : SGX_BODY;
    }
    Bytes signed = quote.slice(at + 4, quote.u32(at));
    LittleEndian part = new LittleEndian(signed);
    int data = SIGNATURE_AND_KEY;
    if (version > 3) {
      if (part.u16(data) != QE_REPORT_DATA) {
        throw new UnknownEvidenceException("certification data of type " + part.u16(data));
      }
      data += 6;
    }
    data += QE_REPORT_AND_SIGNATURE;
    data += 2 + part.u16(data);
    int type = part.u16(data);
    Bytes content = part.slice(data + 6, part.u32(data + 2));
    return switch (type) {
      case PEM_CHAIN -> new Subject.IntelQuote(tdx, chain(content), Optional.empty());
      case 2, 3 -> new Subject.IntelQuote(tdx, List.of(), Optional.of(platform(content)));
      default -> new Subject.IntelQuote(tdx, List.of(), Optional.empty());
    };
  }

  private static List<Bytes> chain(Bytes content) throws UnknownEvidenceException {
    try {
      return EndorsementFile.pem(new String(content.toByteArray(), StandardCharsets.ISO_8859_1))
          .of(Endorsements.Type.CERTIFICATE);
    } catch (MalformedJsonException e) {
      throw new UnknownEvidenceException("its certificates: " + e.getMessage());
    }
  }

  /// Identifier (256 or 384 bytes, by the key that it is encrypted with), CPU SVN, PCE SVN, PCE id.
  private static EncryptedPlatform platform(Bytes content) throws UnknownEvidenceException {
    LittleEndian data = new LittleEndian(content);
    int ppid = content.length() - 20;
    if (ppid < 256 || ppid > PPID) {
      throw new UnknownEvidenceException("a platform named by " + content.length() + " bytes");
    }
    return new EncryptedPlatform(
        data.slice(0, ppid),
        data.slice(ppid, 16),
        data.slice(ppid + 16, 2),
        data.slice(ppid + 18, 2));
  }
}
