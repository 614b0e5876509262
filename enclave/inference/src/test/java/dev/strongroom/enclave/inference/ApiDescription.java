// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.strongroom.enclave.inference.GatewayWorld.Reply;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The gateway's description of its interface, which questions and answers are held against.
/// Remembers which operations were asked for.
final class ApiDescription {
  /// All of it.
  static final Map<?, ?> ALL = read();

  static final String JSON = "application/json";
  private static final String OURS = "strongroom-";
  private static final Pattern VARIABLE = Pattern.compile("\\{([a-z]+)}");

  private final Set<String> asked = new HashSet<>();

  private static Map<?, ?> read() {
    try (InputStream in = InferenceApi.class.getResourceAsStream("inference-api.yaml")) {
      return (Map<?, ?>)
          new Load(LoadSettings.builder().setAllowDuplicateKeys(false).setLabel("api").build())
              .loadFromInputStream(Objects.requireNonNull(in));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What is at a place, behind a reference.
  static Map<?, ?> at(@Nullable Object from, Object... names) {
    Object found = from;
    for (Object name : names) {
      found = ((Map<?, ?>) Objects.requireNonNull(found)).get(name);
    }
    assertThat(found).as(String.valueOf(List.of(names))).isNotNull();
    return followed((Map<?, ?>) Objects.requireNonNull(found));
  }

  private static Map<?, ?> followed(Map<?, ?> map) {
    // Beside a schema's reference there may be more.
    return map.size() == 1 && map.get("$ref") instanceof String reference
        ? at(ALL, (Object[]) reference.substring(2).split("/", -1))
        : map;
  }

  /// Asks, and holds question and answer against the operation that a template names.
  Reply exchange(
      GatewayWorld world,
      String method,
      String template,
      String path,
      Map<String, String> headers,
      String body)
      throws Exception {
    asked.add(method + " " + template);
    Map<?, ?> operation = operation(method, template);
    parameters(operation, template, path, headers);
    if (!body.startsWith("--")) {
      question(operation, body);
    }
    Reply reply = world.ask(method, path, headers, body, Protection.ATTESTED_CHANNEL);
    asDescribed(operation, reply);
    return reply;
  }

  static Map<?, ?> operation(String method, String template) {
    return at(ALL, "paths", template, method.toLowerCase(Locale.ROOT));
  }

  private static void question(Map<?, ?> operation, String body) {
    if (body.isEmpty()) {
      assertThat(
              operation.get("requestBody") != null
                  && Boolean.TRUE.equals(at(operation, "requestBody").get("required")))
          .isFalse();
    } else {
      fits(body, at(at(operation, "requestBody"), "content", JSON, "schema"));
    }
  }

  /// All that a request says is described, and it says all that it has to.
  private static void parameters(
      Map<?, ?> operation, String template, String path, Map<String, String> headers) {
    URI target = URI.create(path);
    Map<String, String> said = new HashMap<>();
    Matcher names = VARIABLE.matcher(template);
    Matcher values =
        Pattern.compile(names.replaceAll("([^/]+)")).matcher(String.valueOf(target.getPath()));
    assertThat(values.matches()).as(path).isTrue();
    names.reset();
    for (int i = 1; names.find(); i++) {
      said.put("path " + names.group(1), values.group(i));
    }
    if (target.getQuery() != null) {
      for (String pair : target.getQuery().split("&", -1)) {
        int end = pair.indexOf('=');
        said.put("query " + pair.substring(0, end), pair.substring(end + 1));
      }
    }
    headers.forEach((name, value) -> {
      // Those of signatures are the profile's.
      if (name.startsWith(OURS) && !name.equals("strongroom-epoch")) {
        said.put("header " + name, value);
      }
    });
    for (Object one : parameters(operation)) {
      Map<?, ?> parameter = followed((Map<?, ?>) one);
      String name = parameter.get("in") + " " + parameter.get("name");
      String value = said.remove(name);
      assertThat(value == null && Boolean.TRUE.equals(parameter.get("required")))
          .as(name)
          .isFalse();
      if (value != null) {
        Map<?, ?> schema = at(parameter, "schema");
        fits("integer".equals(schema.get("type")) ? value : CanonicalJson.text(value), schema);
      }
    }
    assertThat(said).isEmpty();
  }

  private static List<?> parameters(Map<?, ?> operation) {
    return operation.get("parameters") instanceof List<?> parameters ? parameters : List.of();
  }

  /// Holds an answer against an operation.
  static void asDescribed(Map<?, ?> operation, Reply reply) throws Exception {
    Map<?, ?> responses = at(operation, "responses");
    String status = String.valueOf(reply.status());
    Map<?, ?> described =
        responses.containsKey(status) ? at(responses, status) : at(responses, "default");
    String type = reply.header("content-type");
    Map<?, ?> content = at(described, "content", type);
    if (type.equals(JSON)) {
      fits(reply.body(), at(content, "schema"));
    }
    Map<?, ?> headers = described.get("headers") == null ? Map.of() : at(described, "headers");
    headers.forEach((name, _) -> {
      Map<?, ?> header = at(headers, name);
      String value = reply.header(String.valueOf(name));
      assertThat(value.isEmpty() && header.get("required") != null).isFalse();
      if (!value.isEmpty()) {
        fits(CanonicalJson.text(value), at(header, "schema"));
      }
    });
    assertThat(reply.headers().keySet())
        .allSatisfy(
            name -> assertThat(!name.startsWith(OURS) || headers.containsKey(name)).isTrue());
  }

  private static void fits(String json, Object schema) {
    assertThat(wrong(json, schema)).as(json).isEmpty();
  }

  /// What is wrong with a value.
  static List<String> wrong(String json, Object schema) {
    Map<String, Object> whole = new HashMap<>();
    ((Map<?, ?>) schema).forEach((name, value) -> whole.put(String.valueOf(name), value));
    whole.put("components", ALL.get("components"));
    Schema read =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(CanonicalJson.text(whole));
    return read.validate(json, InputFormat.JSON).stream().map(String::valueOf).toList();
  }

  /// The operations that were asked for: method and path.
  Set<String> asked() {
    return asked;
  }

  /// The operations that are described under these tags.
  static Set<String> under(Set<String> tags) {
    Set<String> operations = new HashSet<>();
    at(ALL, "paths")
        .forEach((path, methods) ->
            ((Map<?, ?>) Objects.requireNonNull(methods))
                .forEach((method, operation) -> {
                  if (tags.containsAll((List<?>) at(operation).get("tags"))) {
                    operations.add(String.valueOf(method).toUpperCase(Locale.ROOT) + " " + path);
                  }
                }));
    return operations;
  }

  /// All tags that there are.
  static Set<String> tags() {
    List<Object> names = new ArrayList<>();
    ((List<?>) Objects.requireNonNull(ALL.get("tags")))
        .forEach(tag -> names.add(((Map<?, ?>) tag).get("name")));
    return names.stream().map(String::valueOf).collect(Collectors.toSet());
  }
}
