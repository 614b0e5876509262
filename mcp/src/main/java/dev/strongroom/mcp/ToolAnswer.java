// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.mcp;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a tool answers.
///
/// @param outcome one word: `done`, `approvals-needed`, or the code of a refusal
/// @param isError whether it wasn't done, and won't be unless something changes
/// @param text for the model to read
/// @param content the same for programs: JSON of an object
record ToolAnswer(String outcome, boolean isError, String text, Map<String, Object> content) {
  /// Copies the map.
  ToolAnswer {
    content = Map.copyOf(content);
  }

  /// The same, and whether the enclave that it is of is a simulated one.
  ToolAnswer marked(boolean simulated) {
    Map<String, Object> marked = new LinkedHashMap<>(content);
    marked.put("simulated", simulated);
    return new ToolAnswer(
        outcome,
        isError,
        simulated
            ? text + "\nSIMULATED: an enclave without any hardware, it protects nothing"
            : text,
        marked);
  }

  static ToolAnswer done(String text, Map<String, Object> content) {
    return new ToolAnswer("done", false, text, content);
  }

  static ToolAnswer error(String code, String message) {
    return new ToolAnswer(
        code, true, "FAILED " + code + ": " + message, Map.of("code", code, "message", message));
  }
}
