// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.message.Field;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Shows the key where something is kept, with what was seen last, and remembers what is seen now.
///
/// @param key of this side
/// @param heads that this side remembers
record History(HistoryKey key, HistoryHeads heads) {
  private static final Set<String> PATHS =
      Set.of("/v1/conversations", "/v1/responses", "/v1/vector_stores");
  private static final List<String> LISTS = List.of("conversations", "responses", "vector_stores");
  static final int MOST = 32;

  /// Ids are random, so a text that has one is about it.
  private static final Pattern ID =
      Pattern.compile("(?:conv|vs)_[0-9a-f]{32}|resp_[A-Za-z0-9_-]{1,64}");

  /// The request as it is sent.
  ///
  /// @throws TooManyHistoriesException if it names more of what is kept than can be said
  ModelRequest with(ModelRequest request) {
    if (!concerns(request.path())) {
      return request;
    }
    Map<String, HistoryHead> known = new LinkedHashMap<>();
    LISTS.forEach(id -> heads.head(id).ifPresent(head -> known.put(id, head)));
    named(request.target(), known);
    named(latin(request.body()), known);
    if (known.size() > MOST) {
      throw new TooManyHistoriesException(MOST);
    }
    ModelRequest shown = request.with(key.shown());
    if (known.isEmpty()) {
      return shown;
    }
    List<String> texts = new ArrayList<>();
    known.values().forEach(head -> texts.add(head.text()));
    return shown.with(new Field(HistoryHead.HEADER, String.join(", ", texts)));
  }

  /// The answer, whose heads are remembered.
  ModelAnswer met(ModelAnswer answer) throws IOException {
    for (Field field : answer.fields()) {
      if (field.name().equals(HistoryHead.HEADER)) {
        remember(field.value());
      }
    }
    return answer.streaming()
        ? answer.withBody(new HeadsInStream(answer.body(), this::remember))
        : answer;
  }

  private void remember(String header) throws IOException {
    for (HistoryHead head : HistoryHead.all(header)) {
      heads.seen(head);
    }
  }

  private static boolean concerns(String path) {
    return PATHS.stream().anyMatch(one -> path.equals(one) || path.startsWith(one + "/"));
  }

  private void named(String text, Map<String, HistoryHead> known) {
    Matcher ids = ID.matcher(text);
    while (ids.find()) {
      String id = ids.group();
      if (!known.containsKey(id)) {
        heads.head(id).ifPresent(head -> known.put(id, head));
      }
    }
  }

  private static String latin(Bytes body) {
    return new String(body.toByteArray(), StandardCharsets.ISO_8859_1);
  }
}
