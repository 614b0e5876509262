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
import dev.strongroom.ledger.merkle.InclusionProof;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A self-contained proof that an entry is in a log, as a file (`docs/receipt.md`, section 4). It
/// is well formed; nothing in it is verified.
///
/// @param simulated whether its maker says that the enclave was a simulated one
/// @param entry what was entered
/// @param salt 32 bytes, with which the leaf commits to the entry; empty if the leaf is open
/// @param index of the leaf, from 0: the log's counter
/// @param inclusion path from the leaf to the checkpoint's root, 32 bytes each
/// @param checkpoint of the tree
/// @param epoch whose key signed the checkpoint
/// @param coseSignature the log key's signature for the receipt's COSE form, 64 bytes
/// @param anchors evidence of time and order beside the witnesses
/// @param manifest the folder whose manifest was entered
public record Receipt(
    boolean simulated,
    Entry entry,
    Optional<Bytes> salt,
    long index,
    List<Bytes> inclusion,
    SignedCheckpoint checkpoint,
    Epoch epoch,
    Optional<Bytes> coseSignature,
    List<Anchor> anchors,
    Optional<Manifest> manifest) {
  /// The media type of the file.
  public static final String MEDIA_TYPE = "application/vnd.strongroom.receipt+json";

  /// How files' names end.
  public static final String EXTENSION = ".receipt.json";

  /// The longest file without a manifest, in bytes.
  public static final int MAX_LENGTH = 64 * 1024;

  /// The longest file with a manifest, in bytes.
  public static final int MAX_LENGTH_WITH_MANIFEST = 1024 * 1024;

  /// The most hashes that a path in a tree has.
  static final int MAX_PATH = 63;

  private static final int VERSION = 1;
  private static final Set<String> MEMBERS =
      Set.of(
          "$schema",
          "receipt",
          "simulated",
          "entry",
          "salt",
          "index",
          "inclusion",
          "checkpoint",
          "epoch",
          "coseSignature",
          "anchors",
          "manifest");

  /// The epoch of a checkpoint.
  ///
  /// @param entry with which it began
  /// @param inclusion path from that entry's leaf to the checkpoint's root
  public record Epoch(EpochEntry entry, List<Bytes> inclusion) {
    /// Copies the list.
    public Epoch {
      inclusion = List.copyOf(inclusion);
    }

    private Map<String, Object> content() {
      Map<String, Object> content = new LinkedHashMap<>();
      content.put("entry", Fields.sorted(entry.entry().content().value()));
      content.put("inclusion", Fields.base64(inclusion));
      return content;
    }
  }

  /// Copies the lists, and checks lengths.
  ///
  /// @throws IllegalArgumentException if salt or index can't be one
  public Receipt {
    inclusion = List.copyOf(inclusion);
    anchors = List.copyOf(anchors);
    if (salt.isPresent() && salt.get().length() != Leaf.SALT) {
      throw new IllegalArgumentException("a salt of " + salt.get().length() + " bytes");
    }
    if (index < 0 || index > CanonicalJson.GREATEST) {
      throw new IllegalArgumentException("no leaf has the index " + index);
    }
  }

  /// Reads a receipt.
  ///
  /// @throws MalformedLedgerException if it isn't one; says where and why
  public static Receipt parse(Bytes encoded) throws MalformedLedgerException {
    String json = encoded.length() > MAX_LENGTH_WITH_MANIFEST ? null : encoded.asUtf8();
    if (json == null) {
      throw new MalformedLedgerException("the receipt isn't UTF-8, or longer than a mebibyte");
    }
    return parse(json);
  }

  /// Reads a receipt.
  ///
  /// @throws MalformedLedgerException if it isn't one; says where and why
  public static Receipt parse(String json) throws MalformedLedgerException {
    try {
      Fields.limit(json, MAX_LENGTH_WITH_MANIFEST);
      JsonNode node = JsonNode.parse(json);
      node.member("receipt").integer(VERSION, VERSION);
      node.onlyMembers(MEMBERS);
      Optional<JsonNode> manifest = node.optional("manifest");
      if (manifest.isPresent()) {
        return read(node, Optional.of(Manifest.read(manifest.get())));
      }
      Fields.limit(json, MAX_LENGTH);
      return read(node, Optional.empty());
    } catch (MalformedJsonException e) {
      throw new MalformedLedgerException("the receipt: " + e.getMessage());
    }
  }

  private static Receipt read(JsonNode node, Optional<Manifest> manifest)
      throws MalformedJsonException, MalformedLedgerException {
    Optional<JsonNode> salt = node.optional("salt");
    JsonNode epoch = node.member("epoch");
    epoch.onlyMembers(Set.of("entry", "inclusion"));
    return new Receipt(
        node.member("simulated").flag(),
        Entry.of(node.member("entry")),
        salt.isPresent() ? Optional.of(Fields.hex32(salt.get())) : Optional.empty(),
        Fields.index(node.member("index")),
        Fields.hashes(node.member("inclusion"), MAX_PATH),
        SignedCheckpoint.parse(node.member("checkpoint").text()),
        new Epoch(
            EpochEntry.parse(Entry.of(epoch.member("entry"))),
            Fields.hashes(epoch.member("inclusion"), MAX_PATH)),
        Fields.signature(node),
        Fields.anchors(node),
        manifest);
  }

  /// The file, for people to read.
  public String json() {
    return PrettyJson.text(content());
  }

  /// The same as a value of JSON, members in the file's order.
  public Map<String, Object> content() {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("receipt", VERSION);
    content.put("simulated", simulated);
    content.put("entry", Fields.sorted(entry.content().value()));
    salt.ifPresent(value -> content.put("salt", value.hex()));
    content.put("index", index);
    content.put("inclusion", Fields.base64(inclusion));
    content.put("checkpoint", checkpoint.encoded());
    content.put("epoch", epoch.content());
    Fields.putRest(content, coseSignature, anchors);
    manifest.ifPresent(value -> content.put("manifest", value.content()));
    return content;
  }

  /// What the log holds for the entry.
  public Leaf leaf() {
    return salt.<Leaf>map(value -> Leaf.committing(entry.encoded(), value))
        .orElseGet(() -> new Leaf.Open(entry.encoded()));
  }

  /// What it says to be the leaf's way to the checkpoint's root.
  public InclusionProof inclusionProof() {
    return new InclusionProof(index, checkpoint.checkpoint().size(), inclusion);
  }

  /// The same for the leaf of the epoch.
  public InclusionProof epochInclusionProof() {
    return new InclusionProof(
        epoch.entry().statement().index(), checkpoint.checkpoint().size(), epoch.inclusion());
  }

  /// The same receipt beside the manifest that was entered.
  public Receipt with(Manifest folder) {
    return new Receipt(
        simulated,
        entry,
        salt,
        index,
        inclusion,
        checkpoint,
        epoch,
        coseSignature,
        anchors,
        Optional.of(folder));
  }
}
