// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.anchor;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/// Says once what is wrong with an anchor, and once that it is well again. Thread-safe.
final class Complaints {
  private final BiConsumer<String, String> log;
  private final Map<String, AnchorFailure> failing = new HashMap<>();

  /// @param log told of an anchor's name and its problem
  Complaints(BiConsumer<String, String> log) {
    this.log = log;
  }

  /// An anchor fails. Details may differ each time, so the kind of failure is what counts as news.
  synchronized void about(String name, AnchorException e) {
    if (failing.put(name, e.failure()) != e.failure()) {
      log.accept(name, e.getMessage());
    }
  }

  /// An anchor works.
  synchronized void well(String name) {
    if (failing.remove(name) != null) {
      log.accept(name, "well again");
    }
  }

  /// Whether an anchor fails.
  synchronized boolean failing(String name) {
    return failing.containsKey(name);
  }
}
