// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import dev.strongroom.attestation.azure.AzureEvidence;
import dev.strongroom.attestation.composite.CompositeEvidence;
import dev.strongroom.attestation.dcap.DcapQuote;
import dev.strongroom.attestation.dcap.DstackReport;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.attestation.nvidia.NvidiaEvidence;
import dev.strongroom.attestation.nvidia.nras.NrasAnswer;
import dev.strongroom.attestation.snp.SnpEvidence;
import dev.strongroom.attestation.tsm.GuestReport;
import dev.strongroom.attestation.tsm.TsmEvidence;
import java.util.Optional;
import java.util.Set;

/// Evidence (RFC 9334, section 2): what an attesting environment says of itself, parsed but not
/// verified. Anyone can make one; only a [Verifier] turns it into [Verified] claims.
public sealed interface Evidence
    permits NitroDocument,
        GuestReport,
        TsmEvidence,
        AzureEvidence,
        NvidiaEvidence,
        NrasAnswer,
        CompositeEvidence {

  /// No input is longer. What brings many certificates along, or speaks for many devices, has some
  /// hundred KiB.
  int MAX_LENGTH = 1 << 20;

  /// What the evidence claims to speak for.
  EvidenceKind kind();

  /// The bytes that were parsed.
  Bytes encoded();

  /// What it says. Nothing of it is verified: for showing, never for deciding; a [Verifier] gives
  /// out what was accepted.
  ///
  /// @param simulated whether it is known to be a simulated device's
  Claims claims(boolean simulated);

  /// Parses evidence, recognising its kind by content.
  ///
  /// @throws MalformedEvidenceException if the bytes aren't one well-formed piece of evidence of a
  ///   known kind; says which rule was broken, and where
  static Evidence parse(Bytes encoded) throws MalformedEvidenceException {
    if (encoded.length() > MAX_LENGTH) {
      throw new MalformedEvidenceException(
          "evidence.too-large", MAX_LENGTH, "longer than " + MAX_LENGTH + " bytes");
    }
    if (begins(encoded, '{')) {
      return json(encoded);
    }
    if (NrasAnswer.recognises(encoded)) {
      return NrasAnswer.parse(encoded);
    }
    if (NvidiaEvidence.recognises(encoded)) {
      return NvidiaEvidence.parse(encoded);
    }
    if (DcapQuote.recognises(encoded)) {
      return DcapQuote.parse(encoded);
    }
    if (SnpEvidence.looksLike(encoded)) {
      return SnpEvidence.parse(encoded);
    }
    if (TsmEvidence.looksLike(encoded)) {
      return TsmEvidence.parse(encoded);
    }
    return NitroDocument.parse(encoded);
  }

  private static boolean begins(Bytes encoded, char first) {
    int at = 0;
    while (at < encoded.length() && " \t\r\n".indexOf(encoded.at(at)) >= 0) {
      at++;
    }
    return at < encoded.length() && encoded.at(at) == first;
  }

  /// Objects are told apart by their members; the kind's own reader then says what is wrong.
  private static Evidence json(Bytes encoded) throws MalformedEvidenceException {
    String text = encoded.asUtf8();
    if (text == null) {
      throw new MalformedEvidenceException("evidence.utf8", 0, "not UTF-8");
    }
    try {
      Optional<JsonNode> strict = strict(text);
      JsonNode node = strict.isPresent() ? strict.get() : JsonNode.parseWithNulls(text);
      Set<String> names = node.names();
      if (CompositeEvidence.claims(node)) {
        return CompositeEvidence.read(encoded, node);
      }
      if (names.contains("gpus") || names.contains("switches")) {
        return NvidiaEvidence.read(encoded, node);
      }
      if (names.contains("detached_eat")) {
        return NrasAnswer.parse(encoded);
      }
      return names.contains("event_log")
          ? DstackReport.parse(encoded)
          : strict.isPresent()
              ? AzureEvidence.read(encoded, strict.get())
              : AzureEvidence.parse(encoded);
    } catch (MalformedJsonException e) {
      throw new MalformedEvidenceException("evidence.json", 0, String.valueOf(e.getMessage()));
    }
  }

  /// What most kinds demand: nothing is null.
  private static Optional<JsonNode> strict(String text) {
    try {
      return Optional.of(JsonNode.parse(text));
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }
}
