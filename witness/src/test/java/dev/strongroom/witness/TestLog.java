// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.merkle.Proofs;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.witness.AddCheckpoint;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A log with a real key, signed by the JDK. Its leaves follow from its history's name, so that two
/// histories share what lies before the fork.
///
/// @param forkedAt leaves from here on are another history's
public record TestLog(String origin, KeyPair pair, long forkedAt) {
  /// A log with a new key.
  public static TestLog of(String origin) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return new TestLog(origin, pair, Long.MAX_VALUE);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The same log, lying from a leaf on.
  public TestLog forked(long at) {
    return new TestLog(origin, pair, at);
  }

  public VerifierKey key() {
    byte[] encoded = pair.getPublic().getEncoded();
    return new VerifierKey(
        origin,
        KeyType.ED25519,
        Bytes.copyOf(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)));
  }

  /// Inner nodes of all histories: tests ask for the same ones again and again.
  private static final Map<Node, Bytes> NODES = new ConcurrentHashMap<>();

  private record Node(long forkedAt, int level, long index) {}

  private Bytes hash(int level, long index) {
    if (level > 0) {
      Node node = new Node(forkedAt, level, index);
      Bytes known = NODES.get(node);
      if (known == null) {
        known = MerkleHash.node(hash(level - 1, 2 * index), hash(level - 1, 2 * index + 1));
        NODES.put(node, known);
      }
      return known;
    }
    return MerkleHash.leaf(Bytes.utf8((index >= forkedAt ? "other " : "leaf ") + index));
  }

  public Bytes root(long size) {
    return Proofs.root(size, this::hash);
  }

  public String text(long size, String... extensions) {
    return new Checkpoint(origin, size, root(size), List.of(extensions)).text();
  }

  public NoteSignature sign(String text) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(pair.getPrivate());
      Bytes.utf8(text).updateTo(signature);
      return NoteSignature.of(key(), Bytes.copyOf(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public SignedNote note(long size, String... extensions) {
    String text = text(size, extensions);
    return new SignedNote(text, List.of(sign(text)));
  }

  /// An honest request.
  public AddCheckpoint request(long from, long to) {
    try {
      return AddCheckpoint.of(note(to), Proofs.consistency(from, to, this::hash));
    } catch (MalformedLedgerException e) {
      throw new IllegalStateException(e);
    }
  }

  public Bytes body(long from, long to) {
    return Bytes.utf8(request(from, to).encoded());
  }
}
