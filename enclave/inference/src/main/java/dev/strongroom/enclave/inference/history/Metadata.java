// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.history;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.inference.volume.HistoryRefusedException;
import dev.strongroom.enclave.inference.volume.RawJson;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Pairs of texts that users give to what they keep: at most 16, names of 64 characters, values of
/// 512, as OpenAI has it.
public final class Metadata {
  private static final int MOST = 16;
  private static final int NAME = 64;
  private static final int VALUE = 512;

  private Metadata() {}

  /// The pairs as they are kept: one object of JSON.
  ///
  /// @param json null, and a null in it, are no pairs
  /// @throws HistoryRefusedException if it isn't an object of texts, or beyond a limit
  public static String read(@Nullable Bytes json) throws HistoryRefusedException {
    Map<String, String> pairs = new LinkedHashMap<>();
    if (json != null && !RawJson.is(json, "null")) {
      for (Map.Entry<String, Bytes> pair : RawJson.members(json).entrySet()) {
        if (pair.getKey().length() > NAME || pairs.size() == MOST) {
          throw HistoryRefusedException.malformed(
              "at most " + MOST + " pairs, with names of at most " + NAME + " characters");
        }
        pairs.put(pair.getKey(), RawJson.text(pair.getValue(), VALUE));
      }
    }
    return CanonicalJson.text(pairs);
  }
}
