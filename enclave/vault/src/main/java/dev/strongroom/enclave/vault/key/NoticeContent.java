// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.key;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.vault.dossier.Content;
import dev.strongroom.ledger.entry.Entry;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Map;

/// The longest notice of upgrades that any key was born to demand. It only grows: what was promised
/// to a key isn't taken back with another's end.
///
/// @param longest of them
public record NoticeContent(Duration longest) implements Content {
  /// No key demanded any.
  static final NoticeContent NONE = new NoticeContent(Duration.ZERO);

  @Override
  public Content after(Entry entry) throws MalformedJsonException {
    JsonNode kind = entry.content().member("kind");
    if (Stored.constant(kind, Kind.class) == Kind.NOTICE_RAISED) {
      return read(entry.content());
    }
    throw kind.error("an entry of another kind of dossier");
  }

  @Override
  public Map<String, Object> stored() {
    return Map.of("notice", longest.toString());
  }

  static NoticeContent read(JsonNode node) throws MalformedJsonException {
    return new NoticeContent(notice(node.member("notice")));
  }

  /// Reads a notice.
  ///
  /// @throws MalformedJsonException if it isn't a duration of ISO 8601, or a negative one
  public static Duration notice(JsonNode node) throws MalformedJsonException {
    try {
      Duration notice = Duration.parse(node.text());
      if (!notice.isNegative()) {
        return notice;
      }
    } catch (DateTimeException e) {
      // Refused below.
    }
    throw node.error("an ISO 8601 duration is needed, such as P30D");
  }
}
