// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.history;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.volume.Heads;
import dev.strongroom.enclave.inference.volume.HistoryRefusedException;
import dev.strongroom.enclave.inference.volume.Owner;
import dev.strongroom.enclave.inference.volume.RawObject;
import dev.strongroom.enclave.inference.volume.SealedVolumes;
import dev.strongroom.enclave.inference.volume.Shelf;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;

/// Responses that were stored: read and deleted.
///
/// @param volumes that they are in
/// @param audit of deletions
public record StoredResponses(SealedVolumes volumes, HistoryAudit audit) {
  private static final String PATH = "/v1/responses/";

  /// Whether a path is here.
  public static boolean concerns(String path) {
    return path.startsWith(PATH);
  }

  /// Does what is asked for.
  ///
  /// @throws HistoryRefusedException if it can't be done
  /// @throws NotaryException if it was done, and can't be entered in the ledger
  public Response handle(Request request)
      throws HistoryRefusedException, NotaryException, InterruptedException {
    try (Owner owner = volumes.owner(request.headers())) {
      Heads heads = Heads.of(request.headers());
      String id = request.path().substring(PATH.length());
      if (!Past.RESPONSE.matcher(id).matches()) {
        throw HistoryRefusedException.notFound();
      }
      return KeptAnswers.json(
          switch (request.method()) {
            case "GET" -> read(owner, heads, id);
            case "DELETE" -> delete(owner, heads, id);
            default ->
                throw new HistoryRefusedException("method-not-allowed", 405, "not a method here");
          },
          heads);
    }
  }

  private Bytes read(Owner owner, Heads heads, String id) throws HistoryRefusedException {
    return volumes.read(
        owner,
        heads,
        id,
        contents ->
            contents.of(
                contents
                    .volume()
                    .entry("response")
                    .orElseThrow(HistoryRefusedException::notFound)));
  }

  private Bytes delete(Owner owner, Heads heads, String id)
      throws HistoryRefusedException, NotaryException, InterruptedException {
    volumes.delete(owner, heads, Shelf.RESPONSES, id);
    audit.entered("delete", Shelf.RESPONSES, id);
    return new RawObject().with("id", id).with("object", "response").with("deleted", true).end();
  }
}
