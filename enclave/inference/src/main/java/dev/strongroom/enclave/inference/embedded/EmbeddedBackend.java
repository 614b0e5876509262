// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.embedded;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.backend.Backend;
import dev.strongroom.enclave.inference.backend.BackendAnswer;
import dev.strongroom.enclave.inference.backend.BackendCall;
import dev.strongroom.enclave.inference.backend.BackendException;
import dev.strongroom.enclave.inference.backend.BackendException.Problem;
import dev.strongroom.enclave.inference.engine.Engine;
import dev.strongroom.enclave.inference.engine.EngineException;
import java.io.ByteArrayInputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// A model in this process with the face of a server of models. Refusals are answers, in the shape
/// of the interface that was asked: status 400 or 404 with the member's name. Thread-safe.
public final class EmbeddedBackend implements Backend {
  private static final String JSON = "application/json";
  private static final String EVENTS = "text/event-stream";

  private final String name;
  private final List<String> models;
  private final Engine engine;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final long started;

  /// @param name in the measured configuration
  /// @param models the names that requests may call the model
  /// @param engine closed with the back end
  /// @param random for seeds that clients leave open, and for names of answers; thread-safe
  public EmbeddedBackend(
      String name,
      List<String> models,
      Engine engine,
      InstantSource clock,
      RandomGenerator random) {
    this.name = name;
    this.models = List.copyOf(models);
    this.engine = engine;
    this.clock = clock;
    this.random = random;
    this.started = clock.instant().getEpochSecond();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public BackendAnswer send(BackendCall call) throws BackendException, InterruptedException {
    try {
      return answer(call);
    } catch (Refusal e) {
      return refused(call, e);
    } catch (EngineException e) {
      return refused(call, refusal(e));
    }
  }

  private BackendAnswer answer(BackendCall call)
      throws Refusal, EngineException, InterruptedException {
    TaskReader reader = new TaskReader(engine, random);
    return switch (call.method() + " " + call.path()) {
      case "GET /v1/models" -> whole(200, list());
      case "POST /v1/chat/completions" ->
          written(reader.chat(body(call)), "chatcmpl-", head -> new ChatShape(head, true));
      case "POST /v1/completions" ->
          written(reader.completion(body(call)), "cmpl-", head -> new ChatShape(head, false));
      case "POST /v1/responses" -> written(reader.responses(body(call)), "", ResponsesShape::new);
      case "POST /v1/messages" -> written(reader.messages(body(call)), "msg_", MessagesShape::new);
      case "POST /v1/embeddings" -> whole(200, new Embeddings(engine).answer(body(call)));
      default -> throw new Refusal(404, "not_found", "", "an embedded model has no such interface");
    };
  }

  private RequestJson body(BackendCall call) throws Refusal {
    RequestJson body = RequestJson.parse(call.body());
    if (!models.contains(body.member("model").text())) {
      throw new Refusal(404, "model_not_found", "model", "this back end has no such model");
    }
    return body;
  }

  private BackendAnswer written(Task task, String prefix, Function<Shape.Head, Shape> shape)
      throws EngineException, InterruptedException {
    Shape.Head head =
        new Shape.Head(prefix + id(), clock.instant().getEpochSecond(), task.model(), task.usage());
    Writing writing = new Writing(task, shape.apply(head));
    return task.stream()
        ? new BackendAnswer(200, EVENTS, writing.stream(engine))
        : whole(200, writing.whole(engine));
  }

  private String id() {
    return String.format(Locale.ROOT, "%016x%08x", random.nextLong(), random.nextInt());
  }

  private String list() {
    return AnswerJson.object(json -> {
      json.writeStringProperty("object", "list");
      json.writeArrayPropertyStart("data");
      for (String model : models) {
        json.writeStartObject();
        json.writeStringProperty("id", model);
        json.writeStringProperty("object", "model");
        json.writeNumberProperty("created", started);
        json.writeStringProperty("owned_by", "strongroom");
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }

  /// @throws BackendException if it isn't the request's fault
  private static Refusal refusal(EngineException e) throws BackendException {
    return switch (e.problem()) {
      case TOO_LONG ->
          new Refusal(400, "context_length_exceeded", "", "more tokens than the context has");
      case INPUT -> new Refusal(400, "invalid_value", "", String.valueOf(e.getMessage()));
      case TEMPLATE ->
          new Refusal(
              400, "unsupported_parameter", "messages", "the model has no template for messages");
      case UNSUPPORTED -> new Refusal(400, "unsupported", "", "the model can't do this");
      case BUSY -> throw new BackendException(Problem.BUSY, "the model's slots are taken");
      case LIBRARY, WEIGHTS, FAILED, CLOSED ->
          throw new BackendException(Problem.UNREACHABLE, e.problem().code());
    };
  }

  private static BackendAnswer refused(BackendCall call, Refusal refusal) {
    boolean anthropic = call.path().equals("/v1/messages");
    String type = refusal.status() == 404 ? "not_found_error" : "invalid_request_error";
    return whole(
        refusal.status(),
        AnswerJson.object(json -> {
          if (anthropic) {
            json.writeStringProperty("type", "error");
          }
          AnswerJson.object(
              json,
              "error",
              error -> {
                error.writeStringProperty("type", anthropic ? type : "invalid_request_error");
                error.writeStringProperty("message", String.valueOf(refusal.getMessage()));
                error.writeStringProperty("code", refusal.code());
                if (refusal.param().isEmpty()) {
                  error.writeNullProperty("param");
                } else {
                  error.writeStringProperty("param", refusal.param());
                }
              });
        }));
  }

  private static BackendAnswer whole(int status, String json) {
    return new BackendAnswer(
        status, JSON, new ByteArrayInputStream(Bytes.utf8(json).toByteArray()));
  }

  @Override
  public int waiting() {
    return engine.waiting();
  }

  @Override
  public void close() {
    engine.close();
  }
}
