// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.access.Access;
import dev.strongroom.enclave.inference.access.AccessRefusedException;
import dev.strongroom.enclave.inference.access.Admission;
import dev.strongroom.enclave.inference.backend.BackendCall;
import dev.strongroom.enclave.inference.backend.BackendException;
import dev.strongroom.enclave.inference.receipt.ReceiptBook;
import dev.strongroom.enclave.inference.receipt.Recording;
import dev.strongroom.enclave.inference.request.Asked;
import dev.strongroom.enclave.inference.request.FormRequest;
import dev.strongroom.enclave.inference.request.JsonRequest;
import dev.strongroom.enclave.inference.request.UnreadableRequestException;
import dev.strongroom.enclave.inference.routing.Models;
import dev.strongroom.enclave.inference.stream.UsageCounter;
import dev.strongroom.enclave.notary.NotaryException;
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
    GatewayLog log,
    SecureRandom random) {
  private static final String SALT = "strongroom-receipt";
  private static final int ID = 16;
  private static final int RETRY = 5;
  private static final Pattern TYPE = Pattern.compile("[!-~][ -~]{0,199}");

  Response answer(Endpoint endpoint, Request request)
      throws RefusedException, NotaryException, IOException, InterruptedException {
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
    Admission admission = admitted(endpoint, asked, request);
    Models.Answered answered;
    try {
      answered =
          sent(asked.model(), new BackendCall("POST", endpoint.path(), type, request.body()));
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
            log)
        .response();
  }

  private Admission admitted(Endpoint endpoint, Asked asked, Request request)
      throws RefusedException {
    if (access.isEmpty()) {
      return Admission.UNCOUNTED;
    }
    try {
      return access
          .get()
          .admit(request.headers(), endpoint.scope(), asked, request.body().length());
    } catch (AccessRefusedException e) {
      throw RefusedException.of(e);
    }
  }

  private Models.Answered sent(String model, BackendCall call)
      throws RefusedException, InterruptedException {
    try {
      return models.send(model, call);
    } catch (BackendException e) {
      String words = String.valueOf(e.getMessage());
      throw switch (e.problem()) {
        case NOT_ACCEPTED, UNREACHABLE ->
            new RefusedException(e.problem().code(), 502, words).retryAfter(RETRY);
        case BUSY -> new RefusedException(e.problem().code(), 503, words).retryAfter(1);
        case UNSUPPORTED -> new RefusedException(e.problem().code(), 400, words);
      };
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
