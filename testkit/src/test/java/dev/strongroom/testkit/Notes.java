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
import dev.strongroom.enclave.runtime.storage.Name;
import dev.strongroom.enclave.runtime.storage.SealedStorage;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.Unsealed;
import java.util.Map;

/// A service to test with: seals what it is given, and opens it again.
final class Notes implements Service {
  private static final Bytes CONTEXT = Bytes.utf8("note");
  private static final Name NAME = Name.of("note");

  Notes() {}

  @Override
  public Handler start(Enclave enclave) {
    Sealing sealing = enclave.sealing("notes", 1);
    SealedStorage stored = enclave.sealedStorage("notes", 1, SealedStorage.Names.HIDDEN);
    return request ->
        switch (request.path()) {
          case "/seal" -> answer(sealing.seal(CONTEXT, request.body().toByteArray()));
          case "/store" -> store(stored, request);
          case "/stored" -> stored(stored);
          case "/open" -> opened(sealing, request);
          default -> Response.text(200, request.attested() ? "attested" : "plain");
        };
  }

  private static Response store(SealedStorage stored, Request request) throws StorageException {
    try (Secret note = Secret.owning(request.body().toByteArray())) {
      stored.put(NAME, Storage.ABSENT, note);
    }
    return Response.text(200, "stored");
  }

  private static Response stored(SealedStorage stored) throws StorageException {
    try (Unsealed note = stored.get(NAME).orElseThrow()) {
      return answer(note.value().use(Bytes::copyOf));
    }
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
