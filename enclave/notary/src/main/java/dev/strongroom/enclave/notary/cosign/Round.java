// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.cosign;

import dev.strongroom.ledger.note.NoteSignature;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// How a round ended in which the witnesses were asked.
///
/// @param cosignatures good ones, from as many witnesses as answered
/// @param problems of the others, by name
/// @param ahead sizes of witnesses that cosigned more than the tree has, by name
/// @param elsewhere names of those, and of witnesses that cosigned another tree of this size
/// @param met whether the quorum was
public record Round(
    List<NoteSignature> cosignatures,
    Map<String, String> problems,
    Map<String, Long> ahead,
    Set<String> elsewhere,
    boolean met) {
  /// Copies the collections.
  public Round {
    cosignatures = List.copyOf(cosignatures);
    problems = Collections.unmodifiableSortedMap(new TreeMap<>(problems));
    elsewhere = Set.copyOf(elsewhere);
    ahead = Collections.unmodifiableSortedMap(new TreeMap<>(ahead));
  }
}
