// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.access.Access;
import dev.strongroom.enclave.inference.access.AccessRefusedException;
import dev.strongroom.enclave.inference.access.Admission;
import dev.strongroom.enclave.inference.backend.BackendCall;
import dev.strongroom.enclave.inference.backend.BackendException;
import dev.strongroom.enclave.inference.history.Turn;
import dev.strongroom.enclave.inference.history.Turns;
import dev.strongroom.enclave.inference.receipt.ReceiptBook;
import dev.strongroom.enclave.inference.receipt.Recording;
import dev.strongroom.enclave.inference.request.Asked;
import dev.strongroom.enclave.inference.request.FormRequest;
import dev.strongroom.enclave.inference.request.JsonRequest;
import dev.strongroom.enclave.inference.request.UnreadableRequestException;
import dev.strongroom.enclave.inference.routing.Models;
import dev.strongroom.enclave.inference.stream.UsageCounter;
import dev.strongroom.enclave.inference.volume.HistoryRefusedException;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.ledger.inference.InferenceDigests;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Has requests answered: reads which model they are for, sends them on as they are, and passes on
/// what comes back.
record Calls(
    Models models,
    ReceiptBook receipts,
    Optional<Access> access,
    Optional<Turns> turns,
    GatewayLog log,
    GatewayFigures figures,
    SecureRandom random) {
  private static final String SALT = "strongroom-receipt";
  private static final int ID = 16;
  private static final Pattern AUTHORIZATION = Pattern.compile("[!-~]{1,64} [!-~]{1,4096}");
  private static final Pattern TYPE = Pattern.compile("[!-~][ -~]{0,199}");

  Response answer(Endpoint endpoint, Request request)
      throws RefusedException, IOException, InterruptedException {
    GatewayFigures.Counted counted = figures.begun(endpoint);
    boolean passed = false;
    try {
      Response response = answer(endpoint, request, counted);
      passed = true;
      return response;
    } catch (RefusedException e) {
      counted.ended(e.code());
      throw e;
    } finally {
      if (!passed) {
        counted.ended(GatewayFigures.FAILED);
      }
    }
  }

  private Response answer(Endpoint endpoint, Request request, GatewayFigures.Counted counted)
      throws RefusedException, IOException, InterruptedException {
    // Anthropic's clients say so when they use what isn't settled yet.
    boolean beta = endpoint.anthropic() && request.query().equals("beta=true");
    if (!request.query().isEmpty() && !beta) {
      throw RefusedException.malformed("there is no query here");
    }
    Optional<Bytes> salt = salt(request);
    String type = type(endpoint, request);
    Asked asked = asked(endpoint, type, request.body());
    if (models.of(asked.model()).isEmpty()) {
      throw new RefusedException("model-not-found", 404, "there is no such model").about("model");
    }
    counted.asks(asked.model());
    Turn turn = turn(endpoint, request);
    try {
      return answer(endpoint, request, type, asked, salt, turn, counted);
    } catch (RefusedException | IOException | InterruptedException | RuntimeException e) {
      turn.close();
      throw e;
    }
  }

  private Response answer(
      Endpoint endpoint,
      Request request,
      String type,
      Asked asked,
      Optional<Bytes> salt,
      Turn turn,
      GatewayFigures.Counted counted)
      throws RefusedException, IOException, InterruptedException {
    String id = id();
    Optional<Recording> recording =
        salt.map(it ->
            new Recording(
                receipts,
                id,
                endpoint.path(),
                asked.model(),
                asked.sampling(),
                it,
                request.body()));
    Admission admission = admitted(endpoint, asked, request, turn.body().length());
    Models.Answered answered;
    try {
      // What isn't passed on as it came has no further receipt that its client could check.
      Optional<Bytes> further =
          recording.filter(_ -> turn instanceof Turn.Untouched).map(Recording::furtherSalt);
      answered =
          sent(
              asked.model(),
              new BackendCall(
                  "POST", endpoint.path(), type, turn.body(), authorization(request), further));
    } catch (RefusedException | InterruptedException | RuntimeException e) {
      admission.ended(0, Optional.empty(), false);
      throw e;
    }
    return new PassedAnswer(
            endpoint,
            id,
            answered,
            admission,
            recording,
            new UsageCounter(endpoint.generates()),
            new Keeping(turn),
            log,
            counted)
        .response();
  }

  /// What a request goes on from, and is kept in.
  private Turn turn(Endpoint endpoint, Request request) throws RefusedException {
    if (turns.isEmpty() || endpoint != Endpoint.RESPONSES) {
      return new Turn.Untouched(request.body());
    }
    try {
      // Strangers don't get as far as the host's store.
      if (access.isPresent()) {
        access.get().check(request.headers(), endpoint.scope());
        if (Turns.concern(request)) {
          access.get().check(request.headers(), Histories.SCOPE);
        }
      }
      return turns.get().begin(request);
    } catch (AccessRefusedException e) {
      throw RefusedException.of(e);
    } catch (HistoryRefusedException e) {
      throw RefusedException.of(e);
    }
  }

  /// The client's own, which only some back ends get. Where clients show keys of this gateway,
  /// nobody gets them.
  private Optional<String> authorization(Request request) {
    List<String> values = request.headers().getOrDefault("authorization", List.of());
    return access.isEmpty()
            && values.size() == 1
            && AUTHORIZATION.matcher(values.getFirst()).matches()
        ? Optional.of(values.getFirst())
        : Optional.empty();
  }

  private Admission admitted(Endpoint endpoint, Asked asked, Request request, int length)
      throws RefusedException {
    if (access.isEmpty()) {
      return Admission.UNCOUNTED;
    }
    try {
      return access.get().admit(request.headers(), endpoint.scope(), asked, length);
    } catch (AccessRefusedException e) {
      throw RefusedException.of(e);
    }
  }

  private Models.Answered sent(String model, BackendCall call)
      throws RefusedException, InterruptedException {
    try {
      return models.send(model, call);
    } catch (BackendException e) {
      throw RefusedException.of(e);
    }
  }

  private static Asked asked(Endpoint endpoint, String type, Bytes body) throws RefusedException {
    try {
      return endpoint.multipart() ? FormRequest.read(type, body) : JsonRequest.read(body);
    } catch (UnreadableRequestException e) {
      RefusedException refused = RefusedException.malformed(e.getMessage());
      throw e.param().isPresent() ? refused.about(e.param().get()) : refused;
    }
  }

  private static String type(Endpoint endpoint, Request request) throws RefusedException {
    String needed = endpoint.multipart() ? "multipart/form-data" : "application/json";
    List<String> types = request.headers().getOrDefault("content-type", List.of());
    if (types.size() == 1
        && TYPE.matcher(types.getFirst()).matches()
        && types.getFirst().split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(needed)) {
      return types.getFirst();
    }
    throw new RefusedException("unsupported-media-type", 415, needed + " is needed here");
  }

  /// The client's salt, if it asks for a receipt.
  private static Optional<Bytes> salt(Request request) throws RefusedException {
    List<String> salts = request.headers().getOrDefault(SALT, List.of());
    if (salts.isEmpty()) {
      return Optional.empty();
    }
    try {
      byte[] salt = Base64.getUrlDecoder().decode(salts.getFirst());
      String again = Base64.getUrlEncoder().withoutPadding().encodeToString(salt);
      if (salts.size() == 1
          && salt.length == InferenceDigests.SALT
          && again.equals(salts.getFirst())) {
        return Optional.of(Bytes.copyOf(salt));
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw new RefusedException(
        "malformed-salt", 400, SALT + " takes 32 bytes in base64url without padding");
  }

  private String id() {
    byte[] id = new byte[ID];
    random.nextBytes(id);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
  }
}
