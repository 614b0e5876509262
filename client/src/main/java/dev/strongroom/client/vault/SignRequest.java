// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a key is asked to sign, at once.
///
/// @param items at least one, at most [#MOST]
/// @param share the caller's part of the key, if it takes one
/// @param once an idempotency id, 1 to 64 of `A-Z a-z 0-9 . _ -`: whoever asks again with the same
///   id and content gets the same outcome. Empty: the client makes one
public record SignRequest(List<Item> items, Optional<CallerShare> share, Optional<String> once) {
  /// The most payloads of one request.
  public static final int MOST = 100;

  /// One payload.
  ///
  /// @param payload what is to be signed
  /// @param path of the account, for seeds; empty for the form's usual one
  public record Item(Payload payload, Optional<String> path) {
    Map<String, Object> members() {
      Map<String, Object> members = new LinkedHashMap<>(payload.members());
      path.ifPresent(value -> members.put("path", value));
      return members;
    }
  }

  /// Copies the list.
  ///
  /// @throws IllegalArgumentException if there are too few or too many
  public SignRequest {
    items = List.copyOf(items);
    if (items.isEmpty() || items.size() > MOST) {
      throw new IllegalArgumentException("from 1 to " + MOST + " payloads");
    }
  }

  /// One payload and nothing else.
  public static SignRequest of(Payload payload) {
    return new SignRequest(
        List.of(new Item(payload, Optional.empty())), Optional.empty(), Optional.empty());
  }

  /// One payload, by the account at a path.
  public static SignRequest of(Payload payload, String path) {
    return new SignRequest(
        List.of(new Item(payload, Optional.of(path).filter(text -> !text.isEmpty()))),
        Optional.empty(),
        Optional.empty());
  }

  /// Several payloads.
  public static SignRequest batch(List<Payload> payloads) {
    List<Item> items = new ArrayList<>();
    payloads.forEach(payload -> items.add(new Item(payload, Optional.empty())));
    return new SignRequest(items, Optional.empty(), Optional.empty());
  }

  /// As the interface has it, but for the idempotency id.
  Map<String, Object> members() {
    Map<String, Object> members = new LinkedHashMap<>();
    if (items.size() == 1) {
      members.putAll(items.getFirst().members());
    } else {
      members.put("batch", items.stream().map(Item::members).toList());
    }
    share.ifPresent(value -> members.put("share", value));
    return members;
  }
}
