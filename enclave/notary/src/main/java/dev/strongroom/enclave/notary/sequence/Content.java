// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.sequence;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.entry.Leaf;
import dev.strongroom.ledger.entry.ProofTemplate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The entries of one request.
public sealed interface Content {

  /// The entries' bytes, canonical JSON, in their order.
  List<Bytes> encoded();

  /// The leaf of one of them.
  ///
  /// @param entry its bytes
  /// @param seed of the salts
  default Leaf leaf(Bytes entry, Bytes seed, int position) {
    return Leaf.committing(entry, Leaf.salt(seed, position));
  }

  /// How many entries there are.
  int count();

  /// How many bytes they take in the store, about.
  int weight();

  /// Proofs that differ in their digests only.
  ///
  /// @param template what they have in common
  /// @param common the same, canonical JSON
  /// @param digests SHA-256, 32 bytes each
  record Proofs(ProofTemplate template, String common, List<Bytes> digests) implements Content {
    private static final int DIGEST = 34;

    /// Copies the list.
    public Proofs {
      digests = List.copyOf(digests);
    }

    /// Proofs of digests.
    public static Proofs of(ProofTemplate template, List<Bytes> digests) {
      return new Proofs(template, CanonicalJson.text(template.common().value()), digests);
    }

    /// Reads what they have in common.
    ///
    /// @throws MalformedLedgerException if that doesn't make an entry
    public static Proofs parse(String common, List<Bytes> digests) throws MalformedLedgerException {
      try {
        JsonNode node = JsonNode.parse(common);
        Map<String, Object> members = new LinkedHashMap<>();
        for (String name : node.names()) {
          members.put(name, node.member(name).value());
        }
        return new Proofs(ProofTemplate.of(members), common, digests);
      } catch (MalformedJsonException e) {
        throw new MalformedLedgerException("the entries: " + e.getMessage());
      }
    }

    @Override
    public List<Bytes> encoded() {
      return digests.stream().map(template::entry).toList();
    }

    @Override
    public int count() {
      return digests.size();
    }

    @Override
    public int weight() {
      return common.length() + DIGEST * digests.size();
    }
  }

  /// Entries of any kind.
  ///
  /// @param entries canonical JSON
  /// @param tags what each entry can be found by, 32 bytes each
  record Entries(List<Bytes> entries, List<List<Bytes>> tags) implements Content {
    private static final int TAG = 34;

    /// Copies the lists.
    public Entries {
      entries = List.copyOf(entries);
      tags = tags.stream().map(List::copyOf).toList();
      if (entries.size() != tags.size()) {
        throw new IllegalArgumentException("tags of other entries");
      }
    }

    @Override
    public List<Bytes> encoded() {
      return entries;
    }

    @Override
    public int count() {
      return entries.size();
    }

    @Override
    public int weight() {
      return entries.stream().mapToInt(Bytes::length).sum()
          + TAG * tags.stream().mapToInt(List::size).sum();
    }
  }

  /// Entries that everybody may read: their leaves hold them.
  ///
  /// @param entries canonical JSON
  record Open(List<Bytes> entries) implements Content {
    /// Copies the list.
    public Open {
      entries = List.copyOf(entries);
    }

    @Override
    public List<Bytes> encoded() {
      return entries;
    }

    @Override
    public Leaf leaf(Bytes entry, Bytes seed, int position) {
      return new Leaf.Open(entry);
    }

    @Override
    public int count() {
      return entries.size();
    }

    @Override
    public int weight() {
      // In the body and in the leaf.
      return 2 * entries.stream().mapToInt(Bytes::length).sum();
    }
  }
}
