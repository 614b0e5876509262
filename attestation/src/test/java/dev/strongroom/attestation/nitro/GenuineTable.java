// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.fixtures.CborWriter;
import dev.strongroom.attestation.fixtures.DocumentSpec;
import dev.strongroom.attestation.fixtures.Edits;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Collects mutations of one genuine document. All are judged at the document's own time by a
/// policy that accepts the unchanged document's image under AWS's root.
final class GenuineTable {
  private final String prefix;
  private final NitroDocument document;
  private final NitroPolicy policy;
  private final List<Mutation> mutations = new ArrayList<>();

  GenuineTable(String prefix, NitroDocument document) {
    this.prefix = prefix;
    this.document = document;
    SortedMap<Integer, Bytes> image = new TreeMap<>(document.pcrs());
    image.keySet().retainAll(Pcrs.IMAGE);
    this.policy =
        LenientPolicy.builder(NitroPolicy.AWS_ROOT_G1)
            .requireImage(List.of(new ReferenceValues("the genuine image", image)))
            .build();
  }

  /// The unchanged document.
  NitroDocument document() {
    return document;
  }

  List<Mutation> mutations() {
    return mutations;
  }

  /// Adds the document with its content changed and its signature kept.
  void change(String name, Expectation expected, Consumer<DocumentSpec> change) {
    DocumentSpec spec = DocumentSpec.of(document);
    change.accept(spec);
    add(name, expected, spec.write(document.envelope().signature()));
  }

  /// Adds the document with `key` given the value that `items` writes, which the parser refuses.
  void put(String name, String code, String key, Consumer<CborWriter> items) {
    change(name, Expectation.malformed(code), d -> d.put(key, Edits.cbor(items)));
  }

  /// Adds other bytes in place of the document.
  void add(String name, Expectation expected, Bytes evidence) {
    mutations.add(
        new Mutation(
            prefix + ": " + name,
            evidence,
            policy,
            Challenge.none(),
            AppraisalTime.at(document.timestamp()),
            expected));
  }
}
