// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.entry;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.VerifierKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Set;

/// What an enclave says when it starts an epoch, that is one boot; evidence binds it. Since it
/// names the tree that was before and a fresh key, nobody knows it in advance: whoever cosigns a
/// tree with it shows to have seen that tree after the boot.
///
/// @param origin of the log
/// @param logKey Ed25519, 32 bytes: the log's, which outlives boots
/// @param epochKey Ed25519, 32 bytes: born at this boot, signs its checkpoints beside the log's
/// @param index of the leaf that holds this statement; so the size of the tree before
/// @param previousRoot root of the tree before
public record EpochStatement(
    String origin, Bytes logKey, Bytes epochKey, long index, Bytes previousRoot) {
  private static final long VERSION = 1;
  private static final int LENGTH = 32;

  /// Checks the lengths.
  public EpochStatement {
    if (logKey.length() != LENGTH
        || epochKey.length() != LENGTH
        || previousRoot.length() != LENGTH
        || index < 0
        || index > CanonicalJson.GREATEST) {
      throw new IllegalArgumentException("keys and roots have 32 bytes");
    }
  }

  /// The statement as part of an entry.
  public Map<String, Object> content() {
    return Map.of(
        "version",
        VERSION,
        "origin",
        origin,
        "logKey",
        logKey.hex(),
        "epochKey",
        epochKey.hex(),
        "index",
        index,
        "previousRoot",
        previousRoot.hex());
  }

  /// Reads a statement.
  ///
  /// @throws MalformedJsonException if it isn't one
  public static EpochStatement parse(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("version", "origin", "logKey", "epochKey", "index", "previousRoot"));
    node.member("version").integer((int) VERSION, (int) VERSION);
    if (!(node.member("index").value() instanceof Long index)) {
      throw node.member("index").error("a number is needed");
    }
    try {
      return new EpochStatement(
          node.member("origin").text(),
          Members.hex(node.member("logKey"), LENGTH),
          Members.hex(node.member("epochKey"), LENGTH),
          index,
          Members.hex(node.member("previousRoot"), LENGTH));
    } catch (IllegalArgumentException e) {
      throw node.error(String.valueOf(e.getMessage()));
    }
  }

  /// What evidence carries as user data, or SEV-SNP and TDX as report data: SHA-512, 64 bytes. Its
  /// public key is the epoch's.
  public Bytes binding() {
    try {
      MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
      sha512.update(Labels.EPOCH);
      CanonicalJson.encode(content()).updateTo(sha512);
      return Bytes.copyOf(sha512.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-512", e);
    }
  }

  /// The log's key, as notes name it.
  ///
  /// @throws IllegalArgumentException if the origin can't name a key
  public VerifierKey logVerifierKey() {
    return new VerifierKey(origin, KeyType.ED25519, logKey);
  }

  /// The epoch's key, as notes name it: `ORIGIN/epoch/INDEX`.
  ///
  /// @throws IllegalArgumentException if the origin can't name a key
  public VerifierKey epochVerifierKey() {
    return new VerifierKey(origin + "/epoch/" + index, KeyType.ED25519, epochKey);
  }
}
