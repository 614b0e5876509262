// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import dev.strongroom.channel.message.Field;
import java.io.IOException;
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

  private static final Pattern ID =
      Pattern.compile("(?:conv|vs)_[0-9a-f]{32}|resp_[A-Za-z0-9_-]{1,64}");

  /// The request as it is sent. It says what is remembered of what its path and its members name.
  ///
  /// @throws TooManyHistoriesException if it names more of what is kept than can be said
  ModelRequest with(ModelRequest request) {
    if (!concerns(request.path())) {
      return request;
    }
    Map<String, HistoryHead> known = new LinkedHashMap<>();
    LISTS.forEach(id -> heads.head(id).ifPresent(head -> known.put(id, head)));
    Matcher inTarget = ID.matcher(request.target());
    while (inTarget.find()) {
      named(inTarget.group(), known);
    }
    for (String text : NamedInBody.in(request.body())) {
      if (ID.matcher(text).matches()) {
        named(text, known);
      }
    }
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

  /// What is remembered, before a request is sent.
  Map<String, HistoryHead> before() {
    return heads.all();
  }

  /// The answer, whose heads are remembered. About anything else there is nothing to remember,
  /// whoever says it.
  ///
  /// @param before what was remembered when the request was sent: nothing older can follow, also of
  ///   what the request didn't name
  ModelAnswer met(ModelRequest request, Map<String, HistoryHead> before, ModelAnswer answer)
      throws IOException {
    if (!concerns(request.path())) {
      return answer;
    }
    for (Field field : answer.fields()) {
      if (field.name().equals(HistoryHead.HEADER)) {
        remember(before, field.value());
      }
    }
    return answer.streaming()
        ? answer.withBody(new HeadsInStream(answer.body(), said -> remember(before, said)))
        : answer;
  }

  private void remember(Map<String, HistoryHead> before, String header) throws IOException {
    for (HistoryHead head : HistoryHead.all(header)) {
      HistoryHead seen = before.get(head.id());
      if (seen != null && head.version() <= seen.version() && !head.equals(seen)) {
        throw new RolledBackException(head.id());
      }
      heads.seen(head);
    }
  }

  private static boolean concerns(String path) {
    return PATHS.stream().anyMatch(one -> path.equals(one) || path.startsWith(one + "/"));
  }

  private void named(String id, Map<String, HistoryHead> known) {
    heads.head(id).ifPresent(head -> known.put(id, head));
  }
}
