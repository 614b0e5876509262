// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.anchor;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.note.StrictBase64;
import dev.strongroom.ledger.note.VerifierKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/// How far the log was when the row was written. It holds the checkpoint with the log's signature:
/// whoever may write the table can bring an older row back, or remove it, but can't make one up.
///
/// @param size leaves of the tree
/// @param root of the tree, 32 bytes
/// @param epoch index of the entry of the epoch that wrote it
/// @param written when, by the enclave's clock
/// @param before size and root of the row that it replaced; empty if it was the first
/// @param checkpoint with signatures, the log's among them
record Row(
    long size,
    Bytes root,
    long epoch,
    Instant written,
    Optional<Before> before,
    SignedNote checkpoint) {
  /// The partition key's attribute.
  static final String KEY = "log";

  static final String SIZE = "size";
  static final String ROOT = "root";

  private static final String EPOCH = "epoch";
  private static final String WRITTEN = "written";
  private static final String BEFORE_SIZE = "previousSize";
  private static final String BEFORE_ROOT = "previousRoot";
  private static final String CHECKPOINT = "checkpoint";

  /// The row that another replaced.
  record Before(long size, Bytes root) {}

  /// Reads an item of DynamoDB: attributes with one member, their type, each. Others than ours are
  /// left alone, since tables have theirs.
  ///
  /// @param log the key that signed the checkpoint; its name is the origin
  /// @throws AnchorException if it isn't a row that this log's enclave wrote
  static Row of(JsonNode item, VerifierKey log) throws AnchorException {
    try {
      SignedNote note = SignedNote.parse(text(item, CHECKPOINT));
      Checkpoint checkpoint = Checkpoint.parse(note.text());
      Row row =
          new Row(
              number(item, SIZE),
              StrictBase64.decode(text(item, ROOT), ROOT),
              number(item, EPOCH),
              Instant.parse(text(item, WRITTEN)),
              before(item),
              note);
      if (checkpoint.origin().equals(log.name())
          && checkpoint.size() == row.size()
          && checkpoint.root().equals(row.root())
          && Signatures.verify(note, log).isPresent()) {
        return row;
      }
    } catch (MalformedJsonException | MalformedLedgerException | DateTimeException e) {
      throw new AnchorException(
          AnchorFailure.CONFLICT, "the row isn't one of this log: " + e.getMessage());
    }
    throw new AnchorException(
        AnchorFailure.CONFLICT, "the row isn't one of this log: its key didn't sign that");
  }

  private static Optional<Before> before(JsonNode item)
      throws MalformedJsonException, MalformedLedgerException {
    return item.optional(BEFORE_SIZE).isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Before(
                number(item, BEFORE_SIZE),
                StrictBase64.decode(text(item, BEFORE_ROOT), BEFORE_ROOT)));
  }

  private static String text(JsonNode item, String name) throws MalformedJsonException {
    return item.member(name).member("S").text();
  }

  private static long number(JsonNode item, String name)
      throws MalformedJsonException, MalformedLedgerException {
    return Checkpoint.size(item.member(name).member("N").text());
  }

  /// The row as an item of DynamoDB.
  ///
  /// @param key value of the partition key
  Map<String, Object> item(String key) {
    Map<String, Object> item = new TreeMap<>();
    content(key)
        .forEach((name, value) ->
            item.put(
                name,
                value instanceof Long number
                    ? Map.of("N", Long.toString(number))
                    : Map.of("S", value)));
    item.put(CHECKPOINT, Map.of("S", checkpoint.encoded()));
    return item;
  }

  /// The row as receipts show it: without the checkpoint, which they have.
  ///
  /// @param key value of the partition key
  SequencedMap<String, Object> content(String key) {
    SequencedMap<String, Object> content = new LinkedHashMap<>();
    content.put(KEY, key);
    content.put(SIZE, size);
    content.put(ROOT, StrictBase64.encode(root));
    content.put(EPOCH, epoch);
    content.put(WRITTEN, written.toString());
    before.ifPresent(row -> {
      content.put(BEFORE_SIZE, row.size());
      content.put(BEFORE_ROOT, StrictBase64.encode(row.root()));
    });
    return content;
  }

  /// Whether it says the same of the log.
  boolean sameTree(Row other) {
    return size == other.size() && root.equals(other.root());
  }
}
