// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.consistency;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.merkle.InclusionProof;
import dev.strongroom.ledger.merkle.InvalidProofException;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.note.StrictBase64;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.receipt.PrettyJson;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// That the holder of a log's key signed two trees that can't both be the log: self-contained, for
/// anybody to check.
///
/// @param log the key
/// @param one view of the log
/// @param other view that contradicts it
public record ForkProof(VerifierKey log, TreeView one, TreeView other) {
  /// How files' names end.
  public static final String EXTENSION = ".fork.json";

  private static final int MAX_LENGTH = 256 * 1024;
  private static final int MAX_LEAVES = 16;
  private static final int MAX_PATH = 63;
  private static final int VERSION = 1;

  /// Checks that it proves a fork.
  ///
  /// @return the leaves in which the trees contradict one another
  /// @throws InvalidProofException if it doesn't
  public String check() throws InvalidProofException {
    if (!one.isSignedBy(log) || !other.isSignedBy(log)) {
      throw new InvalidProofException("a checkpoint isn't signed by " + log.name());
    }
    return one.known()
        .contradiction(other.known())
        .orElseThrow(() -> new InvalidProofException("the trees don't contradict one another"));
  }

  /// Reads a proof.
  ///
  /// @throws MalformedLedgerException if it isn't one
  public static ForkProof parse(String json) throws MalformedLedgerException {
    if (json.length() > MAX_LENGTH) {
      throw new MalformedLedgerException("a fork's proof of " + json.length() + " characters");
    }
    try {
      JsonNode node = JsonNode.parse(json);
      node.onlyMembers(Set.of("fork", "log", "trees"));
      node.member("fork").integer(VERSION, VERSION);
      List<JsonNode> trees = node.member("trees").items();
      if (trees.size() != 2) {
        throw node.member("trees").error("two trees are needed");
      }
      return new ForkProof(
          VerifierKey.parse(node.member("log").text()), view(trees.get(0)), view(trees.get(1)));
    } catch (MalformedJsonException e) {
      throw new MalformedLedgerException("the fork's proof: " + e.getMessage());
    }
  }

  private static TreeView view(JsonNode node)
      throws MalformedJsonException, MalformedLedgerException {
    node.onlyMembers(Set.of("checkpoint", "leaves"));
    SignedCheckpoint checkpoint = SignedCheckpoint.parse(node.member("checkpoint").text());
    List<ShownLeaf> leaves = new ArrayList<>();
    Optional<JsonNode> list = node.optional("leaves");
    if (list.isPresent()) {
      for (JsonNode item : list.get().items()) {
        if (leaves.size() == MAX_LEAVES) {
          throw list.get().error("more than " + MAX_LEAVES + " leaves");
        }
        leaves.add(leaf(item, checkpoint.checkpoint().size()));
      }
    }
    return new TreeView(checkpoint, leaves);
  }

  private static ShownLeaf leaf(JsonNode node, long size)
      throws MalformedJsonException, MalformedLedgerException {
    node.onlyMembers(Set.of("index", "hash", "inclusion"));
    if (!(node.member("index").value() instanceof Long index)) {
      throw node.member("index").error("a number is needed");
    }
    if (!(node.member("inclusion").value() instanceof List<?> list) || list.size() > MAX_PATH) {
      throw node.member("inclusion").error("a list of at most " + MAX_PATH + " hashes is needed");
    }
    List<Bytes> path = new ArrayList<>();
    for (Object item : list) {
      path.add(hash(new JsonNode(item, node.place() + ".inclusion")));
    }
    return new ShownLeaf(hash(node.member("hash")), new InclusionProof(index, size, path));
  }

  private static Bytes hash(JsonNode node) throws MalformedJsonException, MalformedLedgerException {
    Bytes hash = StrictBase64.decode(node.text(), node.place());
    if (hash.length() != MerkleHash.LENGTH) {
      throw node.error("a hash of " + hash.length() + " bytes");
    }
    return hash;
  }

  /// The file, for people to read. Of the signatures only the log's are kept.
  public String json() {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("fork", VERSION);
    content.put("log", log.text());
    content.put("trees", List.of(content(one), content(other)));
    return PrettyJson.text(content);
  }

  private Map<String, Object> content(TreeView view) {
    SignedNote note = view.checkpoint().note();
    List<NoteSignature> lines =
        note.signatures().stream().filter(line -> line.isFrom(log)).toList();
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("checkpoint", new SignedNote(note.text(), lines).encoded());
    if (!view.leaves().isEmpty()) {
      content.put("leaves", view.leaves().stream().map(ForkProof::content).toList());
    }
    return content;
  }

  private static Map<String, Object> content(ShownLeaf leaf) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("index", leaf.proof().index());
    content.put("hash", StrictBase64.encode(leaf.hash()));
    content.put("inclusion", leaf.proof().path().stream().map(StrictBase64::encode).toList());
    return content;
  }
}
