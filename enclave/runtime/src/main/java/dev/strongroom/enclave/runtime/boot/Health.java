// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;

/// Answers for health before the service does: whoever can reach the port can ask. That there is an
/// answer shows that the enclave lives.
///
/// @param ready whether the service is there; else the enclave waits for its root secret
/// @param handler gets all other requests
record Health(boolean ready, Service.Handler handler) implements Service.Handler {
  private static final String PATH = "/.well-known/strongroom/health/";

  @Override
  public Response handle(Request request) throws Exception {
    return switch (request.path()) {
      case PATH + "live" -> Response.json(200, "{\"live\":true}");
      case PATH + "ready" -> Response.json(ready ? 200 : 503, "{\"ready\":" + ready + "}");
      default -> handler.handle(request);
    };
  }
}
