// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.Optional;
import java.util.OptionalInt;

/// How much of an enclave's memory its temporary files may take. The host brings weights of models
/// there, and they stay for as long as they are used; so a project whose settings name some gets
/// room for them, and one that would have too little is refused before anything is built.
final class TemporaryRoom {
  private static final int MEBIBYTE = 1 << 20;

  /// Of one model: more than there is memory anywhere.
  private static final long MOST = 1L << 50;

  /// For whatever else is written there.
  private static final int BESIDE = 8;

  /// What a kernel gives temporary files if nothing is said, in parts of the memory.
  private static final int PARTS = 4;

  /// For the kernel, Java and the image itself, at the very least.
  private static final int OTHERS = 64;

  private TemporaryRoom() {}

  /// The member `temporary` of the measured configuration; empty if the project says it itself, or
  /// needs none.
  ///
  /// @param memory of the enclave, in MiB
  /// @throws MalformedJsonException if what the project says is too little
  static OptionalInt of(JsonNode project, int memory) throws MalformedJsonException {
    long weights = weights(project);
    if (weights == 0) {
      return OptionalInt.empty();
    }
    long least = Math.ceilDiv(weights, (long) MEBIBYTE);
    Optional<JsonNode> said = project.optional("temporary");
    if (said.isPresent() && said.get().integer(1, MEBIBYTE) < least) {
      throw said.get()
          .error(
              "the weights that settings.inference names need %d MiB; leave it out, and there is room"
                  .formatted(least));
    }
    if (least + OTHERS > memory) {
      throw project.error(
          "memory: %d MiB is too little for %d MiB of weights, which lie in it, and the rest"
              .formatted(memory, least));
    }
    return said.isPresent()
        ? OptionalInt.empty()
        : OptionalInt.of((int) Math.max(least + BESIDE, memory / PARTS));
  }

  /// Bytes of all models that run inside. What else the settings are about, and whether they are
  /// right, is the enclave's to say.
  private static long weights(JsonNode project) throws MalformedJsonException {
    Optional<JsonNode> backends = Optional.of(project);
    for (String name : new String[] {"settings", "inference", "backends"}) {
      backends = backends.isPresent() ? backends.get().optional(name) : Optional.empty();
    }
    long bytes = 0;
    if (backends.isPresent()) {
      for (String name : backends.get().names()) {
        Optional<JsonNode> weights = backends.get().member(name).optional("weights");
        if (weights.isPresent()) {
          JsonNode length = weights.get().member("length");
          if (!(length.value() instanceof Long number) || number < 1 || number > MOST) {
            throw length.error("a number of bytes is needed");
          }
          bytes += number;
        }
      }
    }
    return bytes;
  }
}
