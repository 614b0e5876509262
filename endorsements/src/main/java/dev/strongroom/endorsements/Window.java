// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.attestation.x509.OcspResponse;
import dev.strongroom.attestation.x509.RevocationList;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/// From when until when an endorsement says that it is in force.
///
/// @param from first instant
/// @param until last instant
public record Window(Instant from, Instant until) {

  /// What an endorsement says of itself, which nobody has verified; empty for what says nothing, or
  /// can't be read.
  public static Optional<Window> of(Item item) {
    try {
      return switch (item.type()) {
        case CERTIFICATE -> {
          Certificate certificate = Certificate.parse(item.content());
          yield Optional.of(new Window(certificate.notBefore(), certificate.notAfter()));
        }
        case REVOCATION_LIST -> {
          RevocationList list = RevocationList.parse(item.content());
          yield Optional.of(new Window(list.thisUpdate(), list.nextUpdate()));
        }
        case OCSP_RESPONSE -> ocsp(OcspResponse.parse(item.content()));
        case TCB_INFO -> Optional.of(intel(item.content(), "tcbInfo"));
        case QE_IDENTITY -> Optional.of(intel(item.content(), "enclaveIdentity"));
        case REFERENCE_MANIFEST, KEY_SET, EVENT_LOG -> Optional.empty();
      };
    } catch (DerException | MalformedJsonException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /// That of the first answer; empty if it doesn't say until when.
  private static Optional<Window> ocsp(OcspResponse response) {
    return response.answers().stream()
        .findFirst()
        .flatMap(answer ->
            Optional.ofNullable(answer.nextUpdate())
                .map(until -> new Window(answer.thisUpdate(), until)));
  }

  private static Window intel(Bytes content, String member) throws MalformedJsonException {
    JsonNode signed = JsonNode.parse(String.valueOf(content.asUtf8())).member(member);
    return new Window(
        Instant.parse(signed.member("issueDate").text()),
        Instant.parse(signed.member("nextUpdate").text()));
  }
}
