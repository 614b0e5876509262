// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.control;

import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.figures.FigureSeries;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Counts what an enclave does. Only sums leave it, never anything of a request. Thread-safe.
public final class Figures {
  private static final JsonFactory JSON = new JsonFactory();

  private final long started = System.nanoTime();
  private final LongAdder requests = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final AtomicLong inFlight = new AtomicLong();

  /// Nothing counted yet.
  public Figures() {}

  /// Counts the requests that `handler` answers: each is in flight until all of its body is there.
  public Service.Handler counting(Service.Handler handler) {
    return request -> {
      requests.increment();
      inFlight.incrementAndGet();
      boolean over = true;
      try {
        Response response = handler.handle(request);
        if (response.body() instanceof Response.Body.Streamed(Response.Writer writer)) {
          over = false;
          return new Response(
              response.status(), response.headers(), new Response.Body.Streamed(counted(writer)));
        }
        return response;
      } catch (Exception e) {
        failed.increment();
        throw e;
      } finally {
        if (over) {
          inFlight.decrementAndGet();
        }
      }
    };
  }

  /// The server calls it once, on the request's own thread.
  private Response.Writer counted(Response.Writer writer) {
    return out -> {
      try {
        writer.writeTo(out);
      } catch (Exception e) {
        failed.increment();
        throw e;
      } finally {
        inFlight.decrementAndGet();
      }
    };
  }

  /// One line of the control connection.
  ///
  /// @param service what has changed of the service's figures
  String json(long droppedLines, List<FigureSeries> service) {
    Runtime runtime = Runtime.getRuntime();
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), line)) {
      json.writeStartObject();
      json.writeObjectPropertyStart("figures");
      json.writeNumberProperty("requests", requests.sum());
      json.writeNumberProperty("requestsFailed", failed.sum());
      json.writeNumberProperty("requestsInFlight", inFlight.get());
      json.writeNumberProperty("logLinesDropped", droppedLines);
      json.writeNumberProperty("heapBytes", runtime.totalMemory() - runtime.freeMemory());
      json.writeNumberProperty("uptimeMillis", (System.nanoTime() - started) / 1_000_000);
      if (!service.isEmpty()) {
        json.writeArrayPropertyStart("service");
        service.forEach(one -> write(json, one));
        json.writeEndArray();
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    return line.toString();
  }

  private static void write(JsonGenerator json, FigureSeries series) {
    json.writeStartObject();
    json.writeStringProperty("name", series.name());
    json.writeBooleanProperty("grows", series.grows());
    json.writeObjectPropertyStart("labels");
    series.labels().forEach(json::writeStringProperty);
    json.writeEndObject();
    json.writeNumberProperty("value", series.value());
    json.writeEndObject();
  }
}
