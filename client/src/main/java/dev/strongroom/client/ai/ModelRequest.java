// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.message.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// A request for a gateway, in whichever format of OpenAI's or Anthropic's.
///
/// @param method `GET`, `POST` or `DELETE`
/// @param target path and query as they are sent, such as `/v1/chat/completions`
/// @param fields header fields; those of the connection itself are the client's own business
/// @param body sent as it is, but for padding; at most [#MOST] bytes
public record ModelRequest(String method, String target, List<Field> fields, Bytes body) {
  /// The most bytes of a body: what an enclave reads.
  public static final int MOST = 8 << 20;

  private static final Set<String> METHODS = Set.of("GET", "POST", "DELETE");
  private static final Pattern TARGET = Pattern.compile("/v1/[!-~&&[^#\\\\]]{0,4090}");

  /// Checks method, target and length.
  ///
  /// @throws IllegalArgumentException if no gateway takes such a request
  public ModelRequest {
    if (!METHODS.contains(method)) {
      throw new IllegalArgumentException("not GET, POST or DELETE: " + method);
    }
    if (!TARGET.matcher(target).matches()) {
      throw new IllegalArgumentException("a target is a path below /v1/ in visible ASCII");
    }
    if (body.length() > MOST) {
      throw new IllegalArgumentException("a body of more than " + MOST + " bytes");
    }
    fields = List.copyOf(fields);
  }

  /// A request without a body.
  public static ModelRequest get(String target) {
    return new ModelRequest("GET", target, List.of(), Bytes.EMPTY);
  }

  /// A request of JSON.
  public static ModelRequest json(String target, String json) {
    return new ModelRequest(
        "POST", target, List.of(new Field("content-type", "application/json")), Bytes.utf8(json));
  }

  /// The first value of a header field.
  ///
  /// @param lowerCaseName of the field
  public Optional<String> field(String lowerCaseName) {
    return fields.stream()
        .filter(field -> field.name().equals(lowerCaseName))
        .map(Field::value)
        .findFirst();
  }

  /// The path without the query.
  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  ModelRequest withBody(Bytes other) {
    return new ModelRequest(method, target, fields, other);
  }

  ModelRequest with(Field field) {
    List<Field> more = new ArrayList<>(fields);
    more.add(field);
    return new ModelRequest(method, target, more, body);
  }
}
