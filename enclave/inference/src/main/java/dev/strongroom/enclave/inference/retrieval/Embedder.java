// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.retrieval;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.access.Access;
import dev.strongroom.enclave.inference.access.AccessRefusedException;
import dev.strongroom.enclave.inference.access.Admission;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendCall;
import dev.strongroom.enclave.inference.backend.BackendException;
import dev.strongroom.enclave.inference.request.Asked;
import dev.strongroom.enclave.inference.routing.Models;
import dev.strongroom.enclave.inference.stream.UsageCounter;
import dev.strongroom.enclave.inference.volume.HistoryRefusedException;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Has a model of the gateway say where texts are.
///
/// @param models of the gateway
/// @param model that does it
/// @param access who may ask, and what it costs them
/// @param scope that an API key needs
record Embedder(Models models, String model, Optional<Access> access, String scope) {
  private static final int AT_ONCE = 32;
  private static final int MOST_ANSWER = 16 << 20;
  private static final int OK = 200;

  /// The places of texts, in their order.
  ///
  /// @param headers of the request that this is for
  /// @throws HistoryRefusedException if the model doesn't say them
  /// @throws AccessRefusedException if whoever asks may not
  List<Place> places(Map<String, List<String>> headers, List<String> texts)
      throws HistoryRefusedException, AccessRefusedException, InterruptedException {
    List<Place> places = new ArrayList<>();
    for (int at = 0; at < texts.size(); at += AT_ONCE) {
      places.addAll(some(headers, texts.subList(at, Math.min(texts.size(), at + AT_ONCE))));
    }
    if (places.stream().mapToInt(Place::dimensions).distinct().count() > 1) {
      throw failed();
    }
    return places;
  }

  private List<Place> some(Map<String, List<String>> headers, List<String> texts)
      throws HistoryRefusedException, AccessRefusedException, InterruptedException {
    Bytes body =
        CanonicalJson.encode(Map.of("model", model, "input", texts, "encoding_format", "float"));
    Admission admission =
        access.isEmpty()
            ? Admission.UNCOUNTED
            : access
                .get()
                .admit(
                    headers,
                    scope,
                    new Asked(model, OptionalLong.of(0), 1, Optional.empty(), Map.of()),
                    body.length());
    UsageCounter usage = new UsageCounter(false);
    int status = 0;
    boolean complete = false;
    try (BackendAnswer answer =
        models
            .send(model, new BackendCall("POST", "/v1/embeddings", "application/json", body))
            .answer()) {
      status = answer.status();
      byte[] json = answer.body().readNBytes(MOST_ANSWER);
      complete = json.length < MOST_ANSWER;
      usage.see(new ByteArrayInputStream(json));
      if (status != OK || !complete) {
        throw failed();
      }
      return EmbeddingsAnswer.read(json, texts.size()).orElseThrow(Embedder::failed);
    } catch (BackendException e) {
      throw new HistoryRefusedException(
          e.problem().code(), 503, "the model that says where texts are doesn't answer");
    } catch (IOException e) {
      throw failed();
    } finally {
      admission.ended(status, usage.usage(), complete);
    }
  }

  private static HistoryRefusedException failed() {
    return new HistoryRefusedException(
        "embeddings-failed", 502, "the model didn't say where the texts are");
  }
}
