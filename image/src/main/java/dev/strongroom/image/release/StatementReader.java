// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.release;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.image.eif.Measurements;
import dev.strongroom.image.release.Release.Dependency;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the statement of a release. All that a release consists of has to be there; members that
/// aren't known are left aside, as in-toto and SLSA demand.
final class StatementReader {
  private static final int SHA256 = 64;

  private StatementReader() {}

  static Release read(Bytes payload) throws ReleaseException {
    String text = payload.asUtf8();
    if (text == null) {
      throw new ReleaseException(ReleaseProblem.MALFORMED, "the statement isn't UTF-8");
    }
    try {
      JsonNode root = JsonNode.parse(text);
      JsonNode definition = requireTypes(root);
      return release(root, definition);
    } catch (MalformedJsonException e) {
      throw new ReleaseException(ReleaseProblem.MALFORMED, "no statement: " + e.getMessage());
    }
  }

  private static JsonNode requireTypes(JsonNode root)
      throws MalformedJsonException, ReleaseException {
    require(root.member("_type"), Statement.TYPE);
    require(root.member("predicateType"), Statement.PREDICATE_TYPE);
    JsonNode definition = root.member("predicate").member("buildDefinition");
    require(definition.member("buildType"), Statement.BUILD_TYPE);
    return definition;
  }

  private static void require(JsonNode node, String expected)
      throws MalformedJsonException, ReleaseException {
    if (!node.text().equals(expected)) {
      throw new ReleaseException(
          ReleaseProblem.NOT_A_RELEASE,
          node.place() + " is \"" + node.text() + "\" instead of \"" + expected + "\"");
    }
  }

  private static Release release(JsonNode root, JsonNode definition) throws MalformedJsonException {
    List<JsonNode> subjects = root.member("subject").items();
    if (subjects.size() != 1) {
      throw root.member("subject").error("one image is needed, not " + subjects.size());
    }
    JsonNode subject = subjects.getFirst();
    JsonNode annotations = subject.member("annotations");
    Optional<JsonNode> unsigned = annotations.optional(Statement.UNSIGNED);
    JsonNode external = definition.member("externalParameters");
    JsonNode builder = root.member("predicate").member("runDetails").member("builder");
    try {
      return new Release(
          subject.member("name").text(),
          sha256(subject.member("digest")),
          unsigned.isPresent() ? Optional.of(sha256(unsigned.get())) : Optional.empty(),
          measurements(annotations.member(Statement.MEASUREMENTS)),
          simulated(annotations.member(Statement.EVIDENCE)),
          source(external.member("source")),
          sha256(external.member("project").member("digest")),
          sha256(external.member("lock").member("digest")),
          uri(builder.member("id")),
          builder.member("version").member(Statement.TOOL).text(),
          dependencies(definition.member("resolvedDependencies")));
    } catch (IllegalArgumentException e) {
      throw root.error(String.valueOf(e.getMessage()));
    }
  }

  private static boolean simulated(JsonNode node) throws MalformedJsonException {
    return switch (node.text()) {
      case Statement.SIMULATED -> true;
      case Statement.HARDWARE -> false;
      default -> throw node.error("neither simulated nor hardware");
    };
  }

  private static Measurements measurements(JsonNode node) throws MalformedJsonException {
    Optional<JsonNode> pcr8 = node.optional("pcr8");
    return new Measurements(
        pcr(node.member("pcr0")),
        pcr(node.member("pcr1")),
        pcr(node.member("pcr2")),
        pcr8.isPresent() ? Optional.of(pcr(pcr8.get())) : Optional.empty());
  }

  private static SourceRevision source(JsonNode node) throws MalformedJsonException {
    String uri = node.member("uri").text();
    if (!uri.startsWith(Statement.GIT)) {
      throw node.member("uri").error("no git repository");
    }
    try {
      return new SourceRevision(
          URI.create(uri.substring(Statement.GIT.length())),
          node.member("digest").member("gitCommit").text());
    } catch (IllegalArgumentException e) {
      throw node.error(String.valueOf(e.getMessage()));
    }
  }

  /// All that have a SHA-256: the source itself has a commit instead.
  private static List<Dependency> dependencies(JsonNode list) throws MalformedJsonException {
    List<Dependency> dependencies = new ArrayList<>();
    for (JsonNode item : list.items()) {
      if (item.member("digest").optional("sha256").isPresent()) {
        Optional<JsonNode> url = item.optional("uri");
        dependencies.add(
            new Dependency(
                item.member("name").text(),
                url.isPresent() ? Optional.of(url.get().text()) : Optional.empty(),
                sha256(item.member("digest"))));
      }
    }
    return dependencies;
  }

  private static URI uri(JsonNode node) throws MalformedJsonException {
    try {
      return new URI(node.text());
    } catch (URISyntaxException e) {
      throw node.error("no address");
    }
  }

  private static Bytes sha256(JsonNode digests) throws MalformedJsonException {
    return hex(digests.member("sha256"), SHA256);
  }

  private static Bytes pcr(JsonNode node) throws MalformedJsonException {
    return hex(node, 2 * Measurements.LENGTH);
  }

  private static Bytes hex(JsonNode node, int digits) throws MalformedJsonException {
    String text = node.text();
    if (!text.matches("[0-9a-f]{" + digits + "}")) {
      throw node.error(digits + " small hexadecimal digits are needed");
    }
    return Bytes.fromHex(text);
  }
}
