// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.cosign;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.ledger.entry.EpochStatement;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.note.VerifierKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The keys that sign checkpoints: the log's, which derives from the root secret and outlives
/// boots, and the epoch's, which was born at this one.
public final class LogKeys implements AutoCloseable {
  private static final int SEED = 32;

  private final String origin;
  private final SigningKey log;
  private final SigningKey epoch;

  private LogKeys(String origin, SigningKey log, SigningKey epoch) {
    this.origin = origin;
    this.log = log;
    this.epoch = epoch;
  }

  /// The keys of this boot.
  public static LogKeys of(Enclave enclave, String origin) {
    SecureRandom random = enclave.random();
    try (Secret seed = enclave.secret("ledger log key/" + origin, SEED)) {
      return new LogKeys(origin, seed.use(SigningKey::ofSeed), SigningKey.generate(random));
    }
  }

  /// The log's key.
  public VerifierKey log() {
    return new VerifierKey(origin, KeyType.ED25519, log.publicKey());
  }

  /// What this boot says when it begins.
  ///
  /// @param index of the leaf that will hold it
  /// @param root of the tree before
  public EpochStatement statement(long index, Bytes root) {
    return new EpochStatement(origin, log.publicKey(), epoch.publicKey(), index, root);
  }

  /// A checkpoint signed by the log's key, and by the epoch's once it began.
  ///
  /// @param began the epoch's statement; empty before its entry is in the tree
  public SignedNote signed(Checkpoint checkpoint, Optional<EpochStatement> began) {
    byte[] text = Bytes.utf8(checkpoint.text()).toByteArray();
    List<NoteSignature> signatures = new ArrayList<>();
    signatures.add(NoteSignature.of(log(), log.sign(text)));
    began.ifPresent(statement ->
        signatures.add(NoteSignature.of(statement.epochVerifierKey(), epoch.sign(text))));
    return new SignedNote(checkpoint.text(), signatures);
  }

  /// Signs something else by the log's key, which can't be taken for a note's text: it isn't UTF-8.
  public Bytes sign(Bytes message) {
    return log.sign(message.toByteArray());
  }

  /// Wipes the keys.
  @Override
  public void close() {
    log.close();
    epoch.close();
  }
}
