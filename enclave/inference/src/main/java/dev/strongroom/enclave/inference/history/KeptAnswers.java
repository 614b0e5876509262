// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.history;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.volume.Heads;
import dev.strongroom.enclave.runtime.Response;
import java.util.HashMap;
import java.util.Map;

/// Answers about what is kept.
public final class KeptAnswers {
  private KeptAnswers() {}

  /// An answer that says which states it saw.
  public static Response json(Bytes body, Heads heads) {
    Map<String, String> headers = new HashMap<>();
    headers.put("content-type", "application/json");
    headers.put("cache-control", "no-store, no-transform");
    heads.said().ifPresent(said -> headers.put(Heads.HEADER, said));
    return new Response(200, headers, body);
  }
}
