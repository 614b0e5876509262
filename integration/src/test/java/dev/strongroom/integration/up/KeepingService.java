// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.up;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.Name;
import dev.strongroom.enclave.runtime.storage.SealedStorage;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.Unsealed;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// An application: keeps what it is sent, sealed, and gives it back to those who checked it.
public final class KeepingService implements Service {
  @Override
  public Handler start(Enclave enclave) {
    SealedStorage kept = enclave.sealedStorage("kept", 1, SealedStorage.Names.HIDDEN);
    return request -> {
      if (!request.attested()) {
        return Response.text(403, "only over the attested channel\n");
      }
      if (request.path().equals("/desktop")) {
        return Response.text(200, ModuleLayer.boot().findModule("java.desktop").isPresent() + "\n");
      }
      Name name = Name.of(request.path());
      return request.method().equals("PUT") ? put(kept, name, request) : get(kept, name);
    };
  }

  private static Response put(SealedStorage kept, Name name, Request request) throws Exception {
    long version = Storage.ABSENT;
    Optional<Unsealed> before = kept.get(name);
    if (before.isPresent()) {
      version = before.get().version();
      before.get().close();
    }
    Bytes body = request.body();
    try (Secret value = Secret.owning(body.toByteArray())) {
      kept.put(name, version, value);
    }
    return Response.text(200, "kept\n");
  }

  private static Response get(SealedStorage kept, Name name) throws Exception {
    Optional<Unsealed> found = kept.get(name);
    if (found.isEmpty()) {
      return Response.text(404, "nothing\n");
    }
    try (Unsealed value = found.get()) {
      return Response.text(
          200, value.value().use(bytes -> new String(bytes, StandardCharsets.UTF_8)));
    }
  }
}
