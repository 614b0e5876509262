// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.console.Console;
import dev.strongroom.console.PageFile;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The notary's HTTP interface (`GET /v1/openapi.yaml`). What it answers proves itself, so it makes
/// no difference over which channel a request came.
public final class NotaryApi implements Service.Handler, AutoCloseable {
  private static final String PROOFS = "/v1/proofs";
  private static final String LOG = "/v1/log/";
  private static final String UPGRADE = "/v1/log/upgrade";

  private final Notary notary;
  private final ProofRequests proofs;
  private final LogRequests log;
  private final UpgradeRequests upgrade;
  private volatile boolean closed;

  /// The interface of a notary, which is closed with it.
  public NotaryApi(Notary notary) {
    this.notary = notary;
    this.proofs = new ProofRequests(notary);
    this.upgrade = new UpgradeRequests(notary.upgrades());
    this.log = new LogRequests(notary, upgrade);
  }

  @Override
  public Response handle(Request request) throws IOException, InterruptedException {
    String path = request.path();
    if (closed) {
      return refused(NotaryRefusal.STOPPED);
    }
    try {
      if (path.equals(PROOFS)) {
        return request.method().equals("POST") ? proofs.enter(request) : notAllowed("POST");
      }
      if (path.equals(UPGRADE) && request.method().equals("POST")) {
        return upgrade.enter(request);
      }
      if (!request.method().equals("GET")) {
        return known(path) ? notAllowed("GET") : error(404, "not-found", "there is nothing here");
      }
      if (path.startsWith(PROOFS + "/")) {
        return proofs.find(path.substring(PROOFS.length() + 1));
      }
      if (path.startsWith(LOG)) {
        return log.get(path.substring(LOG.length()));
      }
      return switch (path) {
        case "/v1/openapi.yaml" -> openApi();
        case "/" -> asksForPage(request) ? toPage() : Response.text(200, words());
        default -> page(path);
      };
    } catch (NotaryException e) {
      return refused(e.refusal());
    } catch (IllegalStateException e) {
      // Keys that were wiped while this was under way.
      if (closed) {
        return refused(NotaryRefusal.STOPPED);
      }
      throw e;
    }
  }

  private static boolean known(String path) {
    return path.startsWith(PROOFS)
        || path.startsWith(LOG)
        || path.equals("/")
        || Console.find(path).isPresent();
  }

  /// Browsers say that they want HTML; nobody else gets anything but words.
  private static boolean asksForPage(Request request) {
    return request.headers().getOrDefault("accept", List.of()).stream()
        .anyMatch(accepted -> accepted.contains("text/html"));
  }

  private static Response toPage() {
    return new Response(303, Map.of("location", Console.PATH, "vary", "accept"), Bytes.EMPTY);
  }

  private static Response page(String path) {
    return Console.find(path)
        .map(NotaryApi::shown)
        .orElseGet(() -> error(404, "not-found", "there is nothing here"));
  }

  private static Response shown(PageFile file) {
    Map<String, String> fields = new HashMap<>(Console.FIELDS);
    fields.put("content-type", file.type());
    return new Response(200, fields, Bytes.utf8(file.text()));
  }

  private static Response openApi() throws IOException {
    try (InputStream in = NotaryApi.class.getResourceAsStream("notary-api.yaml")) {
      if (in == null) {
        throw new IOException("the interface's description is missing");
      }
      return new Response(
          200, Map.of("content-type", "application/yaml"), Bytes.copyOf(in.readAllBytes()));
    }
  }

  private String words() {
    return "Strongroom notary on a "
        + notary.enclave().device().name()
        + (notary.enclave().device().simulated() ? " (SIMULATED: protects nothing)" : "")
        + "\nlog "
        + notary.key().text()
        + "\nsize "
        + notary.latest().size()
        + "\n";
  }

  /// The answer without a receipt.
  public static Response refused(NotaryRefusal refusal) {
    Response response = error(refusal.status(), refusal.code(), refusal.words());
    return refusal == NotaryRefusal.BUSY || refusal == NotaryRefusal.NO_WRITER
        ? new Response(
            response.status(),
            Map.of("content-type", "application/json", "retry-after", "1"),
            ((Response.Body.Whole) response.body()).bytes())
        : response;
  }

  static Response error(int status, String code, String message) {
    return Response.json(
        status, CanonicalJson.text(Map.of("error", Map.of("code", code, "message", message))));
  }

  private static Response notAllowed(String method) {
    return error(405, "method-not-allowed", method + " is the method here");
  }

  @Override
  public void close() {
    closed = true;
    notary.close();
  }
}
