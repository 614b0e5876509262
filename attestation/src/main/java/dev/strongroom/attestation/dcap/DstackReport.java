// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.json.JsonMember;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.Objects;

/// The JSON in which dstack's guest agent answers: `quote` in hexadecimal digits and `event_log`, a
/// list or the text of one. Its other members repeat what the quote says and aren't read.
public final class DstackReport {
  private DstackReport() {}

  /// Parses it into the quote, with the log beside it.
  ///
  /// @throws MalformedEvidenceException if it isn't one, or the quote breaks its layout
  public static DcapQuote parse(Bytes encoded) throws MalformedEvidenceException {
    Bytes quote;
    Bytes log;
    try {
      JsonNode report = JsonNode.parse(Objects.requireNonNullElse(encoded.asUtf8(), ""));
      quote = Bytes.fromHex(report.member("quote").text());
      log =
          report.member("event_log").value() instanceof String text
              ? Bytes.utf8(text)
              : JsonMember.of(encoded, "event_log");
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw new MalformedEvidenceException("dstack.json", 0, String.valueOf(e.getMessage()));
    }
    return DcapQuote.parse(quote).within(encoded, log);
  }
}
