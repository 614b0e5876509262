// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// How far an enclave is that waits for its operators; public.
///
/// @param phase what is going on
/// @param deployment its name
/// @param session of this boot, 32 bytes: what requests are signed for
/// @param threshold how many shares it takes
/// @param operators all of them
/// @param begun who asked for a birth
/// @param confirmed who has and can decrypt the share that was born
/// @param releases which shares arrived
public record QuorumStatus(
    Phase phase,
    String deployment,
    Bytes session,
    int threshold,
    List<String> operators,
    List<String> begun,
    List<String> confirmed,
    List<Release> releases) {

  /// What is going on.
  public enum Phase {
    /// Shares, or requests for a birth, are awaited.
    WAITING("waiting"),
    /// A root secret was made; operators fetch and confirm their shares.
    BIRTH("birth"),
    /// The root secret is there: the service starts.
    DONE("done");

    private final String code;

    Phase(String code) {
      this.code = code;
    }

    /// As in JSON.
    public String code() {
      return code;
    }
  }

  /// Shares of one ceremony.
  ///
  /// @param ceremony 32 bytes
  /// @param identityKey which the shares claim to lead to, 32 bytes
  /// @param operators whose shares arrived
  public record Release(Bytes ceremony, Bytes identityKey, List<String> operators) {
    /// Copies the list.
    public Release {
      operators = List.copyOf(operators);
    }

    private String json() {
      return "{\"ceremony\":\""
          + ceremony.hex()
          + "\",\"identityKey\":\""
          + identityKey.hex()
          + "\",\"operators\":"
          + QuorumStatus.json(operators)
          + "}";
    }
  }

  /// Copies the lists.
  public QuorumStatus {
    operators = List.copyOf(operators);
    begun = List.copyOf(begun);
    confirmed = List.copyOf(confirmed);
    releases = List.copyOf(releases);
  }

  /// As JSON. Names need no escaping: the configuration allows letters, digits, dots and hyphens.
  public String json() {
    return "{\"version\":1,\"state\":\""
        + phase.code()
        + "\",\"source\":\"quorum\",\"deployment\":\""
        + deployment
        + "\",\"session\":\""
        + session.hex()
        + "\",\"threshold\":"
        + threshold
        + ",\"operators\":"
        + json(operators)
        + ",\"begun\":"
        + json(begun)
        + ",\"confirmed\":"
        + json(confirmed)
        + ",\"received\":"
        + json(releases.stream().flatMap(release -> release.operators().stream()).toList())
        + ",\"releases\":["
        + releases.stream().map(Release::json).collect(Collectors.joining(","))
        + "]}";
  }

  private static String json(List<String> names) {
    return names.stream()
        .collect(Collectors.joining("\",\"", "[\"", "\"]"))
        .replace("[\"\"]", "[]");
  }

  /// Reads what [#json] wrote; members that aren't known are passed over.
  ///
  /// @throws MalformedCustodyException if it isn't that: the enclave waits for something else, or
  ///   for nothing
  public static QuorumStatus parse(Bytes body) throws MalformedCustodyException {
    String text = body.asUtf8();
    try {
      JsonNode node = JsonNode.parse(text == null ? "" : text);
      node.member("version").integer(1, 1);
      if (!node.member("source").text().equals("quorum")) {
        throw node.error("the root secret doesn't come from a quorum");
      }
      List<Release> releases = new ArrayList<>();
      for (JsonNode release : items(node.member("releases"))) {
        releases.add(
            new Release(
                JsonBytes.hex(release.member("ceremony"), 32),
                JsonBytes.hex(release.member("identityKey"), 32),
                names(release.member("operators"))));
      }
      return new QuorumStatus(
          phase(node.member("state")),
          node.member("deployment").text(),
          JsonBytes.hex(node.member("session"), OperatorRequest.SESSION),
          node.member("threshold").integer(2, 255),
          names(node.member("operators")),
          names(node.member("begun")),
          names(node.member("confirmed")),
          releases);
    } catch (MalformedJsonException e) {
      throw new MalformedCustodyException(e.getMessage());
    }
  }

  private static Phase phase(JsonNode node) throws MalformedJsonException {
    for (Phase phase : Phase.values()) {
      if (phase.code().equals(node.text())) {
        return phase;
      }
    }
    throw node.error("waiting, birth or done is needed");
  }

  private static List<String> names(JsonNode node) throws MalformedJsonException {
    List<String> names = new ArrayList<>();
    for (JsonNode item : items(node)) {
      names.add(item.text());
    }
    return names;
  }

  private static List<JsonNode> items(JsonNode node) throws MalformedJsonException {
    return node.value() instanceof List<?> list && list.isEmpty() ? List.of() : node.items();
  }
}
