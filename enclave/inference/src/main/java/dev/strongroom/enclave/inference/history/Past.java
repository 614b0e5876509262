// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.history;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.volume.Heads;
import dev.strongroom.enclave.inference.volume.HistoryRefusedException;
import dev.strongroom.enclave.inference.volume.Owner;
import dev.strongroom.enclave.inference.volume.SealedVolumes;
import dev.strongroom.enclave.inference.volume.VolumeEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// What was said before: in a conversation, or up to a response.
record Past(SealedVolumes volumes) {
  /// Of what a stored response has.
  static final String PREVIOUS = "previous";

  static final String CONVERSATION = "conversation";
  static final List<String> IN = List.of("in");
  static final List<String> OUT = List.of("out");
  static final List<String> WHOLE = List.of("response");
  static final Pattern RESPONSE = Pattern.compile("resp_[A-Za-z0-9_-]{1,64}");

  private static final int MOST_BEFORE = 200;
  private static final int MOST = 8 << 20;

  /// The items of a conversation.
  List<Bytes> of(Owner owner, Heads heads, String conversation) throws HistoryRefusedException {
    return volumes.read(
        owner,
        heads,
        conversation,
        contents -> {
          if (contents.volume().length() > MOST) {
            throw tooLong();
          }
          return ConversationsApi.all(contents, contents.volume().entries());
        });
  }

  /// A response with what is before it.
  private record Link(List<Bytes> items, String previous) {}

  /// The items up to a stored response, its own included.
  List<Bytes> upTo(Owner owner, Heads heads, String response) throws HistoryRefusedException {
    List<Bytes> all = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    String next = response;
    long length = 0;
    while (!next.isEmpty()) {
      if (seen.size() == MOST_BEFORE || !seen.add(next)) {
        throw tooLong();
      }
      Link link = link(owner, heads, next);
      length += link.items().stream().mapToLong(Bytes::length).sum();
      if (length > MOST) {
        throw tooLong();
      }
      all.addAll(0, link.items());
      next = link.previous();
    }
    return all;
  }

  private Link link(Owner owner, Heads heads, String id) throws HistoryRefusedException {
    return volumes.read(
        owner,
        heads,
        id,
        contents -> {
          if (contents.volume().about().containsKey(CONVERSATION)) {
            throw HistoryRefusedException.malformed(
                "that response is part of a conversation: name the conversation");
          }
          List<VolumeEntry> said =
              contents.volume().entries().stream()
                  .filter(entry -> !entry.note().equals(WHOLE))
                  .toList();
          return new Link(
              ConversationsApi.all(contents, said),
              contents.volume().about().getOrDefault(PREVIOUS, ""));
        });
  }

  static HistoryRefusedException tooLong() {
    return new HistoryRefusedException(
        "context-too-long", 400, "what was said before is longer than a request may be");
  }
}
