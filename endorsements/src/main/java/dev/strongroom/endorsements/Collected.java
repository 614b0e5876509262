// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What was fetched so far, each thing once, and what wasn't. Used by one thread.
final class Collected {
  private final Map<Key, Item> items = new LinkedHashMap<>();
  private final List<FetchException> problems = new ArrayList<>();

  private record Key(Endorsements.Type type, Bytes content) {}

  /// One thing to fetch.
  @FunctionalInterface
  interface Errand {
    /// Fetches it.
    List<Item> run() throws FetchException, InterruptedException;
  }

  void add(List<Item> fetched) {
    for (Item item : fetched) {
      Item _ = items.putIfAbsent(new Key(item.type(), item.content()), item);
    }
  }

  void failed(FetchException problem) {
    problems.add(problem);
  }

  /// Fetches something; where that fails, the rest is fetched all the same.
  List<Item> tried(Errand errand) throws InterruptedException {
    try {
      List<Item> fetched = errand.run();
      add(fetched);
      return fetched;
    } catch (FetchException e) {
      failed(e);
      return List.of();
    }
  }

  Fetched result() {
    List<Item> found = List.copyOf(items.values());
    if (found.size() > Endorsements.MAX_ITEMS) {
      problems.add(
          new FetchException(
              "bundle", Problem.TOO_LONG, "more than " + Endorsements.MAX_ITEMS + " things"));
      found = found.subList(0, Endorsements.MAX_ITEMS);
    }
    return new Fetched(new Endorsements(found), problems);
  }
}
