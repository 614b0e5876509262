// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.testkit;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.keys.SealedException;
import dev.strongroom.enclave.runtime.keys.Sealing;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.util.Map;

/// A service to test with: seals what it is given, and opens it again.
final class Notes implements Service {
  private static final Bytes CONTEXT = Bytes.utf8("note");

  Notes() {}

  @Override
  public Handler start(Enclave enclave) {
    Sealing sealing = enclave.sealing("notes", 1);
    return request ->
        switch (request.path()) {
          case "/seal" -> answer(sealing.seal(CONTEXT, request.body().toByteArray()));
          case "/open" -> opened(sealing, request);
          default -> Response.text(200, request.attested() ? "attested" : "plain");
        };
  }

  private static Response opened(Sealing sealing, Request request) {
    try (Secret note = sealing.open(CONTEXT, request.body())) {
      return answer(note.use(Bytes::copyOf));
    } catch (SealedException e) {
      return Response.text(403, "not of this deployment");
    }
  }

  private static Response answer(Bytes body) {
    return new Response(200, Map.of(), body);
  }
}
