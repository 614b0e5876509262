// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.anchor;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.kms.AwsCredentials;
import dev.strongroom.enclave.runtime.kms.RequestSignature;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.note.StrictBase64;
import dev.strongroom.ledger.note.VerifierKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// One row of a table of DynamoDB: a consistent read, and a write that succeeds only if the row is
/// still the one that was read ("GetItem" and "PutItem", Amazon DynamoDB API Reference; protocol
/// AWS JSON 1.0). Nothing is tried again here.
final class DynamoTable {
  private static final int SUCCESS = 200;
  private static final String CONDITION_FAILED = "ConditionalCheckFailedException";

  /// "Error handling with DynamoDB", the errors that pass.
  private static final Set<String> THROTTLED =
      Set.of(
          "ProvisionedThroughputExceededException",
          "RequestLimitExceeded",
          "ThrottlingException",
          "LimitExceededException");

  private final AnchorSettings.DynamoDb settings;
  private final URI uri;
  private final Outside outside;
  private final AwsCredentials.Source credentials;
  private final InstantSource clock;

  DynamoTable(
      AnchorSettings.DynamoDb settings,
      Outside outside,
      AwsCredentials.Source credentials,
      InstantSource clock) {
    this.settings = settings;
    this.uri = URI.create(settings.endpoint() + "/");
    this.outside = outside;
    this.credentials = credentials;
    this.clock = clock;
  }

  /// The row as it is now.
  ///
  /// @param log whose row it has to be
  /// @throws AnchorException also if it isn't
  Optional<Row> read(VerifierKey log) throws AnchorException, InterruptedException {
    JsonNode answer =
        call(
                "GetItem",
                Map.of(
                    "TableName",
                    settings.table(),
                    "ConsistentRead",
                    true,
                    "Key",
                    Map.of(Row.KEY, Map.of("S", settings.key()))))
            .orElseThrow(() ->
                new AnchorException(AnchorFailure.MALFORMED, "a condition, where there was none"));
    Optional<JsonNode> item;
    try {
      item = answer.optional("Item");
    } catch (MalformedJsonException e) {
      throw malformed(e);
    }
    return item.isEmpty() ? Optional.empty() : Optional.of(Row.of(item.get(), log));
  }

  /// Replaces the row.
  ///
  /// @param next has more leaves than the one before
  /// @return false if the row isn't the one that `next` says was before
  /// @throws AnchorException if it isn't known to be written
  boolean write(Row next) throws AnchorException, InterruptedException {
    Map<String, Object> request = new TreeMap<>();
    request.put("TableName", settings.table());
    request.put("Item", next.item(settings.key()));
    if (next.before().isEmpty()) {
      request.put("ConditionExpression", "attribute_not_exists(#log)");
      request.put("ExpressionAttributeNames", Map.of("#log", Row.KEY));
    } else {
      Row.Before before = next.before().get();
      request.put("ConditionExpression", "#size = :size AND #root = :root AND #size < :new");
      request.put("ExpressionAttributeNames", Map.of("#size", Row.SIZE, "#root", Row.ROOT));
      request.put(
          "ExpressionAttributeValues",
          Map.of(
              ":size",
              Map.of("N", Long.toString(before.size())),
              ":root",
              Map.of("S", StrictBase64.encode(before.root())),
              ":new",
              Map.of("N", Long.toString(next.size()))));
    }
    return call("PutItem", request).isPresent();
  }

  /// @return empty if the condition wasn't met, so that nothing was written
  private Optional<JsonNode> call(String operation, Map<String, ?> content)
      throws AnchorException, InterruptedException {
    Outside.Answer answer =
        outside.call(request(operation, Bytes.utf8(CanonicalJson.text(content))));
    Optional<JsonNode> body = body(answer.body());
    if (answer.status() == SUCCESS) {
      JsonNode node =
          body.orElseThrow(() -> new AnchorException(AnchorFailure.MALFORMED, "not JSON"));
      try {
        node.names();
        return Optional.of(node);
      } catch (MalformedJsonException e) {
        throw malformed(e);
      }
    }
    String type = body.map(node -> text(node, "__type")).orElse("");
    // "Error responses", AWS JSON protocols: `namespace#Type:uri`.
    type = type.substring(type.indexOf('#') + 1).replaceFirst(":.*", "");
    if (type.equals(CONDITION_FAILED)) {
      return Optional.empty();
    }
    throw refusal(answer.status(), type, body);
  }

  private static AnchorException refusal(int status, String type, Optional<JsonNode> body) {
    String message =
        body.map(node -> text(node, "message") + text(node, "Message"))
            .filter(text -> !text.isEmpty())
            .map(text -> ": " + text)
            .orElse("");
    AnchorFailure failure =
        THROTTLED.contains(type)
            ? AnchorFailure.THROTTLED
            : status >= 500 ? AnchorFailure.FAILED : AnchorFailure.REFUSED;
    return new AnchorException(
        failure, "HTTP " + status + (type.isEmpty() ? "" : " " + type) + message);
  }

  private static Optional<JsonNode> body(Bytes body) {
    String text = body.asUtf8();
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(JsonNode.parse(text));
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }

  private static String text(JsonNode node, String name) {
    try {
      Optional<JsonNode> member = node.optional(name);
      return member.isPresent() ? member.get().anyText() : "";
    } catch (MalformedJsonException e) {
      return "";
    }
  }

  private static AnchorException malformed(MalformedJsonException e) {
    return new AnchorException(AnchorFailure.MALFORMED, e.getMessage());
  }

  private HttpRequest request(String operation, Bytes body) throws AnchorException {
    SortedMap<String, String> headers = new TreeMap<>();
    headers.put("content-type", "application/x-amz-json-1.0");
    headers.put("host", host());
    headers.put("x-amz-target", "DynamoDB_20120810." + operation);
    headers.put("x-amz-content-sha256", RequestSignature.sha256(body));
    try (AwsCredentials current = credentials.current()) {
      headers.put("x-amz-date", RequestSignature.date(clock.instant()));
      current.sessionToken().ifPresent(token -> headers.put("x-amz-security-token", text(token)));
      String authorization =
          new RequestSignature(settings.region(), "dynamodb").authorization(current, headers, body);
      HttpRequest.Builder request =
          HttpRequest.newBuilder(uri)
              .header("authorization", authorization)
              .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()));
      // The client sends Host itself, from the same URI.
      headers.remove("host");
      headers.forEach(request::header);
      return request.build();
    } catch (IOException | IllegalArgumentException e) {
      throw new AnchorException(AnchorFailure.CREDENTIALS, e.getMessage());
    }
  }

  private String host() {
    return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
  }

  /// Headers are texts, so this part of a secret can't be wiped; it lives for hours at most.
  private static String text(Secret token) {
    return token.use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
  }
}
