// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import dev.strongroom.ledger.entry.CanonicalJson;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.util.LinkedHashMap;
import java.util.Map;

/// A failure in the form that OpenAI's clients show: `{"error":{"message","type","code","param"}}`.
///
/// @param code stable
/// @param message for people
public record ModelError(String code, String message) {
  private static final String TYPE = "confidentiality_error";

  /// What went wrong on the way to a gateway or back.
  public static ModelError of(IOException e) {
    return switch (e) {
      case GatewayNotVerifiedException _ ->
          new ModelError(
              "gateway-not-verified",
              "the gateway wasn't verified, and nothing was sent to it: " + e.getMessage());
      case AnswerCutException _ -> new ModelError(AnswerCutException.CODE, text(e));
      case AnswerRefusedException refused -> new ModelError(refused.refusal().code(), text(e));
      case RolledBackException _ -> new ModelError(RolledBackException.CODE, text(e));
      case ConnectException _, HttpConnectTimeoutException _ ->
          new ModelError(
              "gateway-unreachable", "the gateway can't be reached, and nothing was sent to it");
      case HttpTimeoutException _ ->
          new ModelError("gateway-silent", "the gateway gave no answer in time");
      default ->
          new ModelError("gateway-unreachable", "the gateway gave no answer: " + e.getMessage());
    };
  }

  private static String text(IOException e) {
    return String.valueOf(e.getMessage());
  }

  /// As the body of a response.
  public String json() {
    return "{" + error() + "}";
  }

  /// As the last event of a stream that has failed: OpenAI's clients look for the member `error`,
  /// Anthropic's for the type.
  public String event() {
    return "event: error\ndata: {\"type\":\"error\"," + error() + "}\n\n";
  }

  /// As the body of a response, with the checks that a gateway failed.
  public static String json(GatewayNotVerifiedException refused) {
    String verdict =
        refused
            .verdict()
            .map(found -> ",\"verdict\":" + CanonicalJson.text(Confidentiality.verdict(found)))
            .orElse("");
    return "{" + of(refused).error() + ",\"verified\":false" + verdict + "}";
  }

  private String error() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("code", code);
    members.put("message", message);
    members.put("type", TYPE);
    String text = CanonicalJson.text(Map.of("error", members));
    // Canonical JSON has no null, and clients expect the member.
    return text.substring(1, text.length() - 2) + ",\"param\":null}";
  }
}
