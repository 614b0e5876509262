// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import dev.strongroom.enclave.inference.access.Access;
import dev.strongroom.enclave.inference.access.AccessRefusedException;
import dev.strongroom.enclave.inference.history.ConversationsApi;
import dev.strongroom.enclave.inference.history.HistoryAudit;
import dev.strongroom.enclave.inference.history.StoredResponses;
import dev.strongroom.enclave.inference.history.Turns;
import dev.strongroom.enclave.inference.retrieval.Retrieval;
import dev.strongroom.enclave.inference.routing.Models;
import dev.strongroom.enclave.inference.settings.HistorySettings;
import dev.strongroom.enclave.inference.volume.HistoryRefusedException;
import dev.strongroom.enclave.inference.volume.SealedVolumes;
import dev.strongroom.enclave.notary.Notary;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import java.util.Optional;
import java.util.Set;

/// What users keep at this gateway, under keys that their side holds. Thread-safe.
///
/// @param volumes that it is in
/// @param access who may ask
/// @param turns of responses
/// @param conversations of users
/// @param responses that were stored
/// @param retrieval collections; empty: the settings name no model for them
record Histories(
    SealedVolumes volumes,
    Optional<Access> access,
    Turns turns,
    ConversationsApi conversations,
    StoredResponses responses,
    Optional<Retrieval> retrieval)
    implements AutoCloseable {
  /// The scope that an API key needs for what is kept.
  static final String SCOPE = "conversations";

  private static final String PURPOSE = "inference/history";
  private static final int SECRET = 32;

  /// Starts them; nothing is read, since nothing can be without a user's key.
  ///
  /// @param models of the gateway
  /// @param access who may ask
  static Histories start(
      Enclave enclave,
      Notary notary,
      HistorySettings settings,
      Models models,
      Optional<Access> access) {
    SealedVolumes volumes =
        new SealedVolumes(
            enclave.storage(), enclave.secret(PURPOSE, SECRET), enclave.clock(), enclave.random());
    HistoryAudit audit = new HistoryAudit(notary, enclave.clock());
    return new Histories(
        volumes,
        access,
        new Turns(volumes, audit, enclave.random()),
        new ConversationsApi(volumes, audit, enclave.random()),
        new StoredResponses(volumes, audit),
        settings
            .embeddings()
            .map(model ->
                new Retrieval(volumes, audit, models, model, access, SCOPE, enclave.random())));
  }

  /// The scopes that API keys can be for because of this.
  static Set<String> scopes() {
    return Set.of(SCOPE);
  }

  /// Whether a path is here.
  static boolean concerns(String path) {
    return ConversationsApi.concerns(path)
        || StoredResponses.concerns(path)
        || Retrieval.concerns(path);
  }

  /// Does what is asked for.
  Response handle(Request request) throws RefusedException, NotaryException, InterruptedException {
    try {
      if (access.isPresent()) {
        access.get().admit(request.headers(), SCOPE);
      }
      if (Retrieval.concerns(request.path())) {
        return retrieval
            .orElseThrow(() ->
                new RefusedException(
                    "no-embeddings", 404, "the settings name no model for collections"))
            .handle(request);
      }
      return StoredResponses.concerns(request.path())
          ? responses.handle(request)
          : conversations.handle(request);
    } catch (AccessRefusedException e) {
      throw RefusedException.of(e);
    } catch (HistoryRefusedException e) {
      throw RefusedException.of(e);
    }
  }

  /// Wipes the deployment's secret for this.
  @Override
  public void close() {
    volumes.close();
  }
}
