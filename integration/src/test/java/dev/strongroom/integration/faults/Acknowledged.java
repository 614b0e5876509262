// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A request that was answered with receipts, as a line of a file.
///
/// @param once its idempotency key; empty if it had none
/// @param digests that were asked for
/// @param receipt the answer
record Acknowledged(String once, List<Bytes> digests, String receipt) {
  private static final String NONE = "-";

  Acknowledged {
    digests = List.copyOf(digests);
  }

  String line() {
    return CanonicalJson.text(
        Map.of(
            "once",
            once.isEmpty() ? NONE : once,
            "digests",
            digests.stream().map(Bytes::hex).toList(),
            "receipt",
            receipt));
  }

  static Acknowledged parse(String line) throws MalformedJsonException {
    JsonNode node = JsonNode.parse(line);
    List<Bytes> digests = new ArrayList<>();
    for (JsonNode digest : node.member("digests").items()) {
      digests.add(Bytes.fromHex(digest.text()));
    }
    String once = node.member("once").text();
    return new Acknowledged(once.equals(NONE) ? "" : once, digests, node.member("receipt").text());
  }
}
