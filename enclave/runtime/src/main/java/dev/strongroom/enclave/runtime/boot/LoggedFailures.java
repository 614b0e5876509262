// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.log.EnclaveLog;
import dev.strongroom.enclave.runtime.log.LogEvent;
import dev.strongroom.enclave.runtime.log.LogField;
import java.lang.System.Logger.Level;

/// Logs what a service throws, while it answers and while it writes. Only the class gets out: a
/// message could hold anything.
record LoggedFailures(Service.Handler service, LogEvent failed) implements Service.Handler {
  private static final int LONGEST_CLASS_NAME = 200;

  /// Declares the event, so before the log is sealed.
  static LoggedFailures of(Service.Handler service, EnclaveLog log) {
    return new LoggedFailures(
        service,
        log.declare(Level.ERROR, "service failed", LogField.text("exception", LONGEST_CLASS_NAME)));
  }

  @Override
  public Response handle(Request request) throws Exception {
    try {
      Response response = service.handle(request);
      return switch (response.body()) {
        case Response.Body.Whole _ -> response;
        case Response.Body.Streamed(Response.Writer writer) ->
            new Response(
                response.status(), response.headers(), new Response.Body.Streamed(logging(writer)));
      };
    } catch (Exception e) {
      failed.write(e.getClass().getName());
      throw e;
    }
  }

  private Response.Writer logging(Response.Writer writer) {
    return out -> {
      try {
        writer.writeTo(out);
      } catch (Exception e) {
        failed.write(e.getClass().getName());
        throw e;
      }
    };
  }
}
