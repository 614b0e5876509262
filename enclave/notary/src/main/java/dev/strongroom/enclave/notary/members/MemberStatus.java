// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.members;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// `/v1/members`: what this enclave is among them. Anybody may ask; members ask with a challenge,
/// which only an enclave with the root secret answers.
final class MemberStatus {
  static final String PATH = "/v1/members";
  static final String CHALLENGE = "challenge=";

  private MemberStatus() {}

  /// @param role `writer`, `opening`, `silent` or `member`
  static Response answer(
      Request request, MemberKey key, Bytes self, String role, Optional<WriterRecord> record) {
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("role", role);
    said.put("self", self.hex());
    record.ifPresent(seen -> {
      said.put("term", seen.term());
      said.put("held", seen.held());
      said.put("writer", seen.writer().hex());
    });
    if (request.query().startsWith(CHALLENGE)) {
      Optional<Bytes> challenge = challenge(request.query().substring(CHALLENGE.length()));
      if (challenge.isEmpty()) {
        return Response.text(400, "a challenge has 32 bytes, in hexadecimal digits\n");
      }
      said.put("tag", key.answer(self, challenge.get(), role.equals("writer")).hex());
    }
    return new Response(
        200,
        Map.of("content-type", "application/json", "cache-control", "no-store"),
        Bytes.utf8(CanonicalJson.text(said)));
  }

  private static Optional<Bytes> challenge(String hex) {
    try {
      return Optional.of(Bytes.fromHex(hex)).filter(it -> it.length() == MemberKey.LENGTH);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
