// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.tinfoil;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.dcap.DcapQuote;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.nvidia.NvidiaEvidence;
import dev.strongroom.attestation.snp.SnpEvidence;
import java.util.Base64;
import java.util.Optional;

/// What a server's document says; nothing of it is verified before its evidence is.
///
/// @param cpu evidence of the machine: SEV-SNP or TDX, by itself
/// @param reportData the 64 bytes that this evidence has to bind: with them all the rest is bound
/// @param tlsKey SHA-256 of the SubjectPublicKeyInfo of the key that the machine vouches for
/// @param gpus evidence of its GPUs; empty where the document has none
/// @param unread how many pieces of evidence of other devices there are
/// @param brought what makers vouch for, as the server passes it on
record TinfoilDocument(
    Evidence cpu,
    Bytes reportData,
    Bytes tlsKey,
    Optional<NvidiaEvidence> gpus,
    int unread,
    Endorsements brought) {
  /// That it is a document of the format which was asked for.
  static final String DOCUMENT = "tinfoil.document";

  /// Bytes of a document at most; a machine of eight GPUs has some hundred KiB.
  static final int LONGEST = 1 << 20;

  /// Bytes of one digest, key or nonce.
  static final int DIGEST = 32;

  /// Reads a document.
  ///
  /// @param nonce the one that was sent, for a format that has one
  /// @throws TinfoilRefusedException if it isn't one of this format, or not for this nonce
  static TinfoilDocument read(TinfoilFormat format, Bytes document, Bytes nonce)
      throws TinfoilRefusedException {
    if (document.length() > LONGEST) {
      throw TinfoilRefusedException.of(DOCUMENT, "longer than " + LONGEST + " bytes");
    }
    String text = document.asUtf8();
    if (text == null) {
      throw TinfoilRefusedException.of(DOCUMENT, "not UTF-8");
    }
    try {
      JsonNode json = JsonNode.parseWithNulls(text);
      return switch (format) {
        case V2 -> DocumentV2.read(json);
        case V3 -> DocumentV3.read(json, nonce);
      };
    } catch (MalformedJsonException | MalformedEvidenceException e) {
      throw TinfoilRefusedException.of(DOCUMENT, String.valueOf(e.getMessage()));
    }
  }

  /// The machine's evidence of a kind that the document names, and of no other.
  static Evidence evidence(EvidenceKind kind, Bytes encoded) throws MalformedEvidenceException {
    return kind == EvidenceKind.SEV_SNP ? report(encoded) : quote(encoded);
  }

  private static Evidence report(Bytes encoded) throws MalformedEvidenceException {
    return SnpEvidence.parse(encoded);
  }

  private static Evidence quote(Bytes encoded) throws MalformedEvidenceException {
    DcapQuote quote = DcapQuote.parse(encoded);
    if (quote.kind() != EvidenceKind.TDX) {
      throw new MalformedEvidenceException("tinfoil.kind", 0, "a quote of no trust domain");
    }
    return quote;
  }

  /// Base64 of RFC 4648, section 4, in its one canonical form: what was decoded is what was signed.
  static Bytes base64(JsonNode node) throws MalformedJsonException {
    String text = node.text();
    try {
      byte[] decoded = Base64.getDecoder().decode(text);
      if (Base64.getEncoder().encodeToString(decoded).equals(text)) {
        return Bytes.copyOf(decoded);
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw node.error("canonical base64 is needed");
  }

  /// So many bytes in lower-case hexadecimal digits.
  static Bytes hex(JsonNode node, int length) throws MalformedJsonException {
    try {
      Bytes bytes = Bytes.fromHex(node.text());
      if (bytes.length() == length && bytes.hex().equals(node.text())) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw node.error(length + " bytes in lower-case hexadecimal digits are needed");
  }
}
