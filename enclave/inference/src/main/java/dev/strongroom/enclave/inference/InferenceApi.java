// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.access.AccessRefusedException;
import dev.strongroom.enclave.inference.access.Administration;
import dev.strongroom.enclave.inference.receipt.ReceiptBook;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.receipt.Receipt;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The gateway's HTTP interface (`GET /v1/inference/openapi.yaml`). All of it is for requests that
/// nobody else could read.
record InferenceApi(
    Views views,
    Calls calls,
    ReceiptBook receipts,
    FurtherReceipts further,
    Optional<Administration> administration,
    Optional<Histories> histories,
    GatewayLog log) {
  private static final String MODELS = "/v1/models";
  private static final String CONFIDENTIALITY = "/v1/confidentiality";
  private static final String RECEIPTS = "/v1/receipts/";
  private static final String DESCRIPTION = "/v1/inference/openapi.yaml";
  private static final Pattern RECEIPT = Pattern.compile("([A-Za-z0-9_-]{22})(?:/hops/([1-8]))?");

  /// Whether a path is the gateway's.
  static boolean concerns(String path) {
    return Endpoint.at(path).isPresent()
        || path.equals(MODELS)
        || path.startsWith(MODELS + "/")
        || path.equals(CONFIDENTIALITY)
        || path.equals(DESCRIPTION)
        || Administration.concerns(path)
        || Histories.concerns(path)
        || path.startsWith(RECEIPTS);
  }

  Response handle(Request request) throws Exception {
    Optional<Endpoint> endpoint = Endpoint.at(request.path());
    try {
      if (!request.confidential()) {
        throw new RefusedException(
            "not-confidential", 403, "come over the attested channel, or by encrypted messages");
      }
      if (endpoint.isPresent()) {
        method(request, "POST");
        return calls.answer(endpoint.get(), request);
      }
      if (Administration.concerns(request.path())) {
        return administered(request);
      }
      if (Histories.concerns(request.path())) {
        return history(request);
      }
      if (!readsAsBrowsersDo(request)) {
        method(request, "GET");
      }
      return got(request.path());
    } catch (RefusedException e) {
      log.refused();
      return refused(endpoint.filter(Endpoint::anthropic).isPresent(), e);
    } catch (NotaryException e) {
      log.refused();
      return refused(
          endpoint.filter(Endpoint::anthropic).isPresent(),
          new RefusedException(e.refusal().code(), e.refusal().status(), e.refusal().words()));
    }
  }

  private Response administered(Request request)
      throws RefusedException, NotaryException, InterruptedException {
    if (administration.isEmpty()) {
      throw new RefusedException("no-keys", 404, "the settings have no keys");
    }
    try {
      return administration.get().handle(request);
    } catch (AccessRefusedException e) {
      throw RefusedException.of(e);
    }
  }

  private Response history(Request request)
      throws RefusedException, NotaryException, InterruptedException {
    if (histories.isEmpty()) {
      throw new RefusedException("no-history", 404, "the settings let nothing be kept");
    }
    return histories.get().handle(request);
  }

  void close() {
    administration.ifPresent(Administration::close);
    histories.ifPresent(Histories::close);
  }

  private Response got(String path) throws Exception {
    if (path.equals(MODELS)) {
      return Response.json(200, CanonicalJson.text(views.list()));
    }
    if (path.equals(CONFIDENTIALITY)) {
      return Response.json(200, CanonicalJson.text(views.confidentiality()));
    }
    if (path.equals(DESCRIPTION)) {
      return description();
    }
    if (path.startsWith(RECEIPTS)) {
      return receipt(path.substring(RECEIPTS.length()));
    }
    return Response.json(
        200,
        CanonicalJson.text(
            views
                .model(path.substring(MODELS.length() + 1))
                .orElseThrow(
                    () -> new RefusedException("model-not-found", 404, "there is no such model"))));
  }

  /// `ID`, or `ID/hops/N`.
  private Response receipt(String path) throws Exception {
    Matcher parts = RECEIPT.matcher(path);
    Optional<Receipt> receipt = Optional.empty();
    if (parts.matches()) {
      String id = parts.group(1);
      String hop = parts.group(2);
      receipt = hop == null ? receipts.find(id) : further.find(id, Integer.parseInt(hop));
    }
    if (receipt.isEmpty()) {
      throw new RefusedException(
          "receipt-not-found", 404, "no receipt was asked for, or the answer hasn't ended yet");
    }
    return Response.json(200, CanonicalJson.text(receipt.get().content()));
  }

  private static Response description() throws IOException {
    try (InputStream in = InferenceApi.class.getResourceAsStream("inference-api.yaml")) {
      if (in == null) {
        throw new IOException("the interface's description is missing");
      }
      return new Response(
          200, Map.of("content-type", "application/yaml"), Bytes.copyOf(in.readAllBytes()));
    }
  }

  /// Browsers send no body with GET, and an encrypted message is a body: theirs come by POST, and
  /// have none inside.
  private static boolean readsAsBrowsersDo(Request request) {
    return request.protection() == Protection.ENCRYPTED_MESSAGE
        && request.method().equals("POST")
        && request.body().isEmpty();
  }

  private static void method(Request request, String needed) throws RefusedException {
    if (!request.method().equals(needed)) {
      throw new RefusedException("method-not-allowed", 405, needed + " is the method here");
    }
  }

  private static Response refused(boolean anthropic, RefusedException e) {
    Map<String, String> headers = new HashMap<>();
    headers.put("content-type", "application/json");
    if (e.retryAfter() > 0) {
      headers.put("retry-after", String.valueOf(e.retryAfter()));
    }
    return new Response(
        e.status(),
        headers,
        Bytes.utf8(ErrorShape.json(anthropic, e.status(), e.code(), e.getMessage(), e.param())));
  }
}
