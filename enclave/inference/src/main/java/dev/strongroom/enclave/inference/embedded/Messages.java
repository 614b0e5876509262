// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.embedded;

import dev.strongroom.enclave.inference.engine.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reads conversations: text only.
final class Messages {
  private static final Set<String> TEXT_PARTS = Set.of("text", "input_text", "output_text");
  private static final Set<String> PART_MEMBERS =
      Set.of("type", "text", "annotations", "logprobs", "cache_control");
  private static final Set<String> MEMBERS =
      Set.of("type", "id", "status", "role", "content", "refusal");

  private Messages() {}

  /// Messages of any of the interfaces.
  static List<ChatMessage> of(RequestJson list) throws Refusal {
    List<ChatMessage> messages = new ArrayList<>();
    for (RequestJson item : list.items()) {
      item.onlyMembers(MEMBERS);
      if (!item.text("type", "message").equals("message")) {
        throw Refusal.unsupported(item.place() + ".type");
      }
      messages.add(new ChatMessage(role(item.member("role")), text(item.member("content"))));
    }
    if (messages.isEmpty()) {
      throw Refusal.invalid(list.place(), "at least one message");
    }
    return messages;
  }

  private static String role(RequestJson role) throws Refusal {
    return switch (role.text()) {
      case "system", "developer" -> "system";
      case "user" -> "user";
      case "assistant" -> "assistant";
      default -> throw Refusal.unsupported(role.place());
    };
  }

  /// A text, or parts that are texts.
  static String text(RequestJson content) throws Refusal {
    if (content.isText()) {
      return content.text();
    }
    StringBuilder text = new StringBuilder();
    for (RequestJson part : content.items()) {
      if (!TEXT_PARTS.contains(part.member("type").text())) {
        throw Refusal.unsupported(part.place() + ".type");
      }
      part.onlyMembers(PART_MEMBERS);
      text.append(part.member("text").text());
    }
    return text.toString();
  }
}
