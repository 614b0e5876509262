// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import dev.strongroom.ledger.entry.CanonicalJson;
import java.util.Optional;

/// Errors in the shape that the endpoint's clients expect.
final class ErrorShape {
  private ErrorShape() {}

  /// An error as JSON.
  static String json(
      boolean anthropic, int status, String code, String message, Optional<String> param) {
    String type = "\"type\":" + CanonicalJson.text(type(anthropic, status));
    String words = CanonicalJson.text(message);
    String named = ",\"code\":" + CanonicalJson.text(code);
    return anthropic
        ? "{\"type\":\"error\",\"error\":{" + type + ",\"message\":" + words + named + "}}"
        : "{\"error\":{\"message\":"
            + words
            + ","
            + type
            + ",\"param\":"
            + param.map(CanonicalJson::text).orElse("null")
            + named
            + "}}";
  }

  /// The event that says to a stream's reader that it ends here, and not as it should.
  static String event(boolean anthropic, String code, String message) {
    return (anthropic ? "event: error\n" : "")
        + "data: "
        + json(anthropic, 502, code, message, Optional.empty())
        + "\n\n";
  }

  private static String type(boolean anthropic, int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 402 -> anthropic ? "billing_error" : "insufficient_quota";
      case 403 -> "permission_error";
      case 404 -> anthropic ? "not_found_error" : "invalid_request_error";
      case 413 -> anthropic ? "request_too_large" : "invalid_request_error";
      case 429 -> "rate_limit_error";
      case 503 -> anthropic ? "overloaded_error" : "server_error";
      default -> {
        if (status < 500) {
          yield "invalid_request_error";
        }
        yield anthropic ? "api_error" : "server_error";
      }
    };
  }
}
