// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.retrieval;

import dev.strongroom.enclave.inference.access.Access;
import dev.strongroom.enclave.inference.access.AccessRefusedException;
import dev.strongroom.enclave.inference.history.HistoryAudit;
import dev.strongroom.enclave.inference.routing.Models;
import dev.strongroom.enclave.inference.volume.HistoryRefusedException;
import dev.strongroom.enclave.inference.volume.Ids;
import dev.strongroom.enclave.inference.volume.SealedVolumes;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import java.security.SecureRandom;
import java.util.Optional;

/// Collections of texts to search. Thread-safe.
public final class Retrieval {
  private final VectorStoresApi api;

  /// @param volumes that collections are kept in
  /// @param audit of what is made and deleted
  /// @param models of the gateway
  /// @param model the one that says where texts are
  /// @param access who may ask
  /// @param scope that an API key needs
  /// @param random makes ids
  public Retrieval(
      SealedVolumes volumes,
      HistoryAudit audit,
      Models models,
      String model,
      Optional<Access> access,
      String scope,
      SecureRandom random) {
    Embedder embedder = new Embedder(models, model, access, scope);
    api =
        new VectorStoresApi(
            volumes, audit, new StoreFiles(embedder, audit.clock()), new Ids(random));
  }

  /// Whether a path is here.
  public static boolean concerns(String path) {
    return path.equals(VectorStoresApi.PATH) || path.startsWith(VectorStoresApi.PATH + "/");
  }

  /// Does what is asked for.
  ///
  /// @throws HistoryRefusedException if it can't be done
  /// @throws AccessRefusedException if whoever asks may not ask the model
  /// @throws NotaryException if it was done, and can't be entered in the ledger
  public Response handle(Request request)
      throws HistoryRefusedException,
          AccessRefusedException,
          NotaryException,
          InterruptedException {
    return api.handle(request);
  }
}
