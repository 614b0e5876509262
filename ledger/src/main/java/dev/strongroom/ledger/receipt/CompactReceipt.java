// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.receipt;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.entry.Leaf;
import dev.strongroom.ledger.entry.ProofTemplate;
import dev.strongroom.ledger.merkle.InvalidProofException;
import dev.strongroom.ledger.merkle.RangeProof;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The receipts of one request's digests, as the enclave's API answers them (`docs/receipt.md`,
/// section 6): what they share is there once, and the epoch's entry by its digest.
///
/// @param simulated as in [Receipt]
/// @param entry what the entries share
/// @param seed 32 bytes, from which [Leaf#salt] makes the salts
/// @param start index of the first entry's leaf; the others follow
/// @param path of the [RangeProof] for all their leaves, 32 bytes each
/// @param checkpoint of the tree
/// @param epoch whose key signed the checkpoint
/// @param coseSignature as in [Receipt]
/// @param anchors as in [Receipt]
public record CompactReceipt(
    boolean simulated,
    ProofTemplate entry,
    Bytes seed,
    long start,
    List<Bytes> path,
    SignedCheckpoint checkpoint,
    EpochReference epoch,
    Optional<Bytes> coseSignature,
    List<Anchor> anchors) {
  /// The media type of the answer.
  public static final String MEDIA_TYPE = "application/vnd.strongroom.compact-receipt+json";

  /// The longest answer, in bytes.
  public static final int MAX_LENGTH = 64 * 1024;

  /// A range has at most two open ends.
  private static final int MAX_PATH = 2 * Receipt.MAX_PATH;

  private static final int VERSION = 1;
  private static final Set<String> MEMBERS =
      Set.of(
          "compact",
          "simulated",
          "entry",
          "seed",
          "start",
          "path",
          "checkpoint",
          "epoch",
          "coseSignature",
          "anchors");

  /// An epoch's entry, which is to be had elsewhere.
  ///
  /// @param index of its leaf
  /// @param sha256 of its canonical bytes
  /// @param inclusion path from its leaf to the checkpoint's root
  public record EpochReference(long index, Bytes sha256, List<Bytes> inclusion) {
    /// Copies the list.
    public EpochReference {
      inclusion = List.copyOf(inclusion);
    }

    /// Refers to an entry.
    public static EpochReference to(EpochEntry entry, List<Bytes> inclusion) {
      return new EpochReference(
          entry.statement().index(), digest(entry.entry().encoded()), inclusion);
    }

    private Map<String, Object> content() {
      Map<String, Object> content = new LinkedHashMap<>();
      content.put("index", index);
      content.put("sha256", sha256.hex());
      content.put("inclusion", Fields.base64(inclusion));
      return content;
    }
  }

  /// Copies the lists, and checks lengths.
  ///
  /// @throws IllegalArgumentException if seed or start can't be one
  public CompactReceipt {
    path = List.copyOf(path);
    anchors = List.copyOf(anchors);
    if (seed.length() != Leaf.SALT || start < 0 || start > CanonicalJson.GREATEST) {
      throw new IllegalArgumentException("a seed has 32 bytes, a start is an index");
    }
  }

  /// Reads an answer.
  ///
  /// @throws MalformedLedgerException if it isn't one; says where and why
  public static CompactReceipt parse(String json) throws MalformedLedgerException {
    try {
      Fields.limit(json, MAX_LENGTH);
      JsonNode node = JsonNode.parse(json);
      node.member("compact").integer(VERSION, VERSION);
      node.onlyMembers(MEMBERS);
      JsonNode epoch = node.member("epoch");
      epoch.onlyMembers(Set.of("index", "sha256", "inclusion"));
      return new CompactReceipt(
          node.member("simulated").flag(),
          template(node.member("entry")),
          Fields.hex32(node.member("seed")),
          Fields.index(node.member("start")),
          Fields.hashes(node.member("path"), MAX_PATH),
          SignedCheckpoint.parse(node.member("checkpoint").text()),
          new EpochReference(
              Fields.index(epoch.member("index")),
              Fields.hex32(epoch.member("sha256")),
              Fields.hashes(epoch.member("inclusion"), Receipt.MAX_PATH)),
          Fields.signature(node),
          Fields.anchors(node));
    } catch (MalformedJsonException e) {
      throw new MalformedLedgerException("the compact receipt: " + e.getMessage());
    }
  }

  private static ProofTemplate template(JsonNode node)
      throws MalformedJsonException, MalformedLedgerException {
    Map<String, Object> common = new LinkedHashMap<>();
    for (String name : node.names()) {
      common.put(name, node.member(name).value());
    }
    return ProofTemplate.of(common);
  }

  /// The answer, in one line.
  public String json() {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("compact", VERSION);
    content.put("simulated", simulated);
    content.put("entry", entry.common().value());
    content.put("seed", seed.hex());
    content.put("start", start);
    content.put("path", Fields.base64(path));
    content.put("checkpoint", checkpoint.encoded());
    content.put("epoch", epoch.content());
    Fields.putRest(content, coseSignature, anchors);
    return CanonicalJson.text(content);
  }

  /// A receipt for each digest. That all of them lead to the checkpoint's root is checked; nothing
  /// else is verified.
  ///
  /// @param digests that were asked for, in that order, 32 bytes each
  /// @param begun the epoch's entry
  /// @throws MalformedLedgerException if the answer isn't one for these digests, or the entry isn't
  ///   the one that it refers to
  public List<Receipt> expand(List<Bytes> digests, EpochEntry begun)
      throws MalformedLedgerException {
    if (!digest(begun.entry().encoded()).equals(epoch.sha256())
        || begun.statement().index() != epoch.index()) {
      throw new MalformedLedgerException("the epoch's entry isn't the one that is referred to");
    }
    List<Bytes> entries = digests.stream().map(entry::entry).toList();
    RangeProof.Expanded expanded = expanded(entries);
    Receipt.Epoch whole = new Receipt.Epoch(begun, epoch.inclusion());
    List<Receipt> receipts = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      receipts.add(
          new Receipt(
              simulated,
              Entry.parse(entries.get(i)),
              Optional.of(Leaf.salt(seed, i)),
              start + i,
              expanded.proofs().get(i).path(),
              checkpoint,
              whole,
              coseSignature,
              anchors,
              Optional.empty()));
    }
    return List.copyOf(receipts);
  }

  /// Checks that entries of these digests are in the checkpoint's tree; nothing else is verified.
  ///
  /// @param digests that were asked for, in that order, 32 bytes each
  /// @throws MalformedLedgerException if the answer isn't one for them
  public void covers(List<Bytes> digests) throws MalformedLedgerException {
    RangeProof.Expanded _ = expanded(digests.stream().map(entry::entry).toList());
  }

  private RangeProof.Expanded expanded(List<Bytes> entries) throws MalformedLedgerException {
    List<Bytes> leaves = new ArrayList<>(entries.size());
    for (int i = 0; i < entries.size(); i++) {
      leaves.add(Leaf.committing(entries.get(i), Leaf.salt(seed, i)).hash());
    }
    long size = checkpoint.checkpoint().size();
    try {
      RangeProof.Expanded expanded =
          new RangeProof(start, start + entries.size(), size, path).expand(leaves);
      if (expanded.root().equals(checkpoint.checkpoint().root())) {
        return expanded;
      }
    } catch (InvalidProofException e) {
      throw new MalformedLedgerException("the compact receipt: " + e.getMessage());
    }
    throw new MalformedLedgerException(
        "the compact receipt: these digests' entries aren't in the checkpoint's tree");
  }

  private static Bytes digest(Bytes encoded) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      encoded.updateTo(sha256);
      return Bytes.copyOf(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
