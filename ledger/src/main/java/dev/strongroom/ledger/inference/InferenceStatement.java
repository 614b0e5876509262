// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.inference;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.Entry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What a gateway enters about one answer (`docs/inference-receipts.md`, section 2): digests,
/// counts and names, nothing of what was said.
///
/// @param id of the request, as the client was told it
/// @param endpoint such as `/v1/chat/completions`
/// @param model as the request named it
/// @param request [InferenceDigests#request] of the request's body
/// @param response what was answered
/// @param backend who answered
/// @param sampling parameters by name, each as the request has it
/// @param usage in tokens, as the back end counted them; empty: it didn't say
public record InferenceStatement(
    String id,
    String endpoint,
    String model,
    Bytes request,
    Response response,
    Backend backend,
    Map<String, String> sampling,
    Optional<Usage> usage) {
  /// Of the entry.
  public static final String KIND = "inference";

  private static final int DIGEST = 32;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
  private static final String UNKNOWN = "unknown";
  private static final Set<String> MEMBERS =
      Set.of(
          "kind",
          "time",
          "id",
          "endpoint",
          "model",
          "request",
          "response",
          "backend",
          "sampling",
          "usage");

  /// An answer.
  ///
  /// @param status of HTTP
  /// @param contentType of the body
  /// @param chunks how many there are
  /// @param root of the [ResponseTree] over them
  /// @param problem the code of what broke it off; empty: it is complete
  public record Response(
      int status, String contentType, long chunks, Bytes root, Optional<String> problem) {
    /// Whether the back end ended it, as its protocol demands.
    public boolean complete() {
      return problem.isEmpty();
    }
  }

  /// Where the model ran.
  ///
  /// @param name in the measured configuration
  /// @param kind `embedded`, `loopback` or `attested`
  /// @param weights SHA-256 of the model's file, where the measured configuration names it
  /// @param evidence that the very connection was verified by which the answer came over, where
  ///   there is one
  /// @param receipt the id under which the back end has a receipt of its own about the same answer,
  ///   with the salt [InferenceDigests#furtherSalt]; empty: it said none
  public record Backend(
      String name,
      String kind,
      Optional<Bytes> weights,
      Optional<Evidence> evidence,
      Optional<String> receipt) {}

  /// What a connection to a back end was verified by.
  ///
  /// @param kind such as `sev-snp`
  /// @param sha256 of the evidence
  /// @param identityKey the deployment's Ed25519 key; empty if it has none
  /// @param simulated whether its root is one of a simulated device, which protects nothing
  public record Evidence(
      String kind, Bytes sha256, Optional<Bytes> identityKey, boolean simulated) {}

  /// Tokens.
  ///
  /// @param input those of the request
  /// @param output those of the answer
  public record Usage(long input, long output) {}

  /// Copies the map.
  public InferenceStatement {
    sampling = Map.copyOf(sampling);
  }

  /// The entry that says so.
  ///
  /// @throws MalformedLedgerException if a part is too long
  public Entry entry(Instant time) throws MalformedLedgerException {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("status", response.status());
    answer.put("type", response.contentType());
    answer.put("chunks", response.chunks());
    answer.put("root", response.root().hex());
    answer.put("complete", response.complete());
    response.problem().ifPresent(code -> answer.put("problem", code));
    return Entry.of(
        Map.of(
            "kind",
            KIND,
            "time",
            time.toString(),
            "id",
            id,
            "endpoint",
            endpoint,
            "model",
            model,
            "request",
            request.hex(),
            "response",
            answer,
            "backend",
            content(backend),
            "sampling",
            sampling,
            "usage",
            usage
                .<Object>map(used -> Map.of("input", used.input(), "output", used.output()))
                .orElse(UNKNOWN)));
  }

  private static Map<String, Object> content(Backend backend) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("name", backend.name());
    content.put("kind", backend.kind());
    backend.weights().ifPresent(digest -> content.put("weights", digest.hex()));
    backend.evidence().ifPresent(it -> content.put("evidence", content(it)));
    backend.receipt().ifPresent(id -> content.put("receipt", id));
    return content;
  }

  private static Map<String, Object> content(Evidence evidence) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("kind", evidence.kind());
    content.put("sha256", evidence.sha256().hex());
    evidence.identityKey().ifPresent(key -> content.put("identityKey", key.hex()));
    content.put("simulated", evidence.simulated());
    return content;
  }

  /// Reads an entry.
  ///
  /// @throws MalformedLedgerException if it isn't one about an answer; says where and why
  public static InferenceStatement parse(Entry entry) throws MalformedLedgerException {
    if (!entry.kind().equals(KIND)) {
      throw new MalformedLedgerException("an entry of kind " + entry.kind());
    }
    try {
      JsonNode node = entry.content();
      node.onlyMembers(MEMBERS);
      return new InferenceStatement(
          node.member("id").text(),
          node.member("endpoint").text(),
          node.member("model").text(),
          digest(node.member("request")),
          response(node.member("response")),
          backend(node.member("backend")),
          sampling(node.member("sampling")),
          usage(node.member("usage")));
    } catch (MalformedJsonException e) {
      throw new MalformedLedgerException("the entry: " + e.getMessage());
    }
  }

  private static Response response(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("status", "type", "chunks", "root", "complete", "problem"));
    Optional<JsonNode> problem = node.optional("problem");
    Response response =
        new Response(
            node.member("status").integer(200, 599),
            node.member("type").anyText(),
            count(node.member("chunks")),
            digest(node.member("root")),
            problem.isEmpty() ? Optional.empty() : Optional.of(problem.get().text()));
    if (node.member("complete").flag() != response.complete()) {
      throw node.member("complete").error("what is complete has no problem, and the reverse");
    }
    return response;
  }

  private static Backend backend(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("name", "kind", "weights", "evidence", "receipt"));
    Optional<JsonNode> evidence = node.optional("evidence");
    Optional<JsonNode> receipt = node.optional("receipt");
    if (receipt.isPresent() && !ID.matcher(receipt.get().text()).matches()) {
      throw receipt.get().error("1 to 128 letters, digits, _ and - are needed");
    }
    return new Backend(
        node.member("name").text(),
        node.member("kind").text(),
        digest(node, "weights"),
        evidence.isEmpty() ? Optional.empty() : Optional.of(evidence(evidence.get())),
        receipt.isEmpty() ? Optional.empty() : Optional.of(receipt.get().text()));
  }

  private static Evidence evidence(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("kind", "sha256", "identityKey", "simulated"));
    return new Evidence(
        node.member("kind").text(),
        digest(node.member("sha256")),
        digest(node, "identityKey"),
        node.member("simulated").flag());
  }

  private static Map<String, String> sampling(JsonNode node) throws MalformedJsonException {
    Map<String, String> sampling = new LinkedHashMap<>();
    for (String name : node.names()) {
      sampling.put(name, node.member(name).text());
    }
    return sampling;
  }

  private static Optional<Usage> usage(JsonNode node) throws MalformedJsonException {
    if (node.value().equals(UNKNOWN)) {
      return Optional.empty();
    }
    node.onlyMembers(Set.of("input", "output"));
    return Optional.of(new Usage(count(node.member("input")), count(node.member("output"))));
  }

  private static long count(JsonNode node) throws MalformedJsonException {
    if (node.value() instanceof Long number && number >= 0) {
      return number;
    }
    throw node.error("a whole number that isn't negative is needed");
  }

  private static Optional<Bytes> digest(JsonNode node, String optional)
      throws MalformedJsonException {
    Optional<JsonNode> member = node.optional(optional);
    return member.isEmpty() ? Optional.empty() : Optional.of(digest(member.get()));
  }

  private static Bytes digest(JsonNode node) throws MalformedJsonException {
    try {
      Bytes digest = Bytes.fromHex(node.text());
      if (digest.length() == DIGEST && digest.hex().equals(node.text())) {
        return digest;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw node.error("64 lower-case hexadecimal digits are needed");
  }
}
