// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.receipt;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.NotaryException;
import dev.strongroom.ledger.inference.InferenceDigests;
import dev.strongroom.ledger.inference.InferenceStatement;
import dev.strongroom.ledger.inference.InferenceStatement.Backend;
import dev.strongroom.ledger.inference.InferenceStatement.Response;
import dev.strongroom.ledger.inference.InferenceStatement.Usage;
import dev.strongroom.ledger.inference.ResponseChunks;
import dev.strongroom.ledger.inference.ResponseTree;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// What becomes one receipt, while the answer goes by. It keeps digests, and of an answer in pieces
/// the piece that isn't full yet. Not thread-safe.
public final class Recording {
  private final ReceiptBook book;
  private final String id;
  private final String endpoint;
  private final String model;
  private final Map<String, String> sampling;
  private final Bytes request;
  private final Bytes furtherSalt;
  private final ResponseTree tree;
  private byte[] piece = new byte[0];
  private int filled;

  /// Begins with the request.
  ///
  /// @param salt the client's, 32 bytes
  /// @param body of the request
  public Recording(
      ReceiptBook book,
      String id,
      String endpoint,
      String model,
      Map<String, String> sampling,
      Bytes salt,
      Bytes body) {
    this.book = book;
    this.id = id;
    this.endpoint = endpoint;
    this.model = model;
    this.sampling = sampling;
    this.request = InferenceDigests.request(salt, body);
    this.furtherSalt = InferenceDigests.furtherSalt(salt);
    this.tree = new ResponseTree(salt);
  }

  /// The salt to ask the back end for a receipt of its own with.
  public Bytes furtherSalt() {
    return furtherSalt;
  }

  /// An event of a stream, as it is passed on.
  public void event(Bytes event) {
    tree.add(event);
  }

  /// Bytes of an answer that is no stream of events.
  public void bytes(byte[] bytes, int offset, int length) {
    if (piece.length == 0) {
      piece = new byte[ResponseChunks.PIECE];
    }
    for (int at = 0; at < length; ) {
      int taken = Math.min(length - at, piece.length - filled);
      System.arraycopy(bytes, offset + at, piece, filled, taken);
      filled += taken;
      at += taken;
      if (filled == piece.length) {
        piece();
      }
    }
  }

  private void piece() {
    tree.add(Bytes.copyOf(Arrays.copyOf(piece, filled)));
    filled = 0;
  }

  /// Has it entered.
  ///
  /// @param problem the code of what broke the answer off; empty: it is complete
  /// @throws NotaryException if it won't be
  public void end(
      int status,
      String contentType,
      Backend backend,
      Optional<Usage> usage,
      Optional<String> problem)
      throws NotaryException {
    if (filled > 0) {
      piece();
    }
    Arrays.fill(piece, (byte) 0);
    book.enter(
        new InferenceStatement(
            id,
            endpoint,
            model,
            request,
            new Response(status, contentType, tree.size(), tree.root(), problem),
            backend,
            sampling,
            usage));
  }
}
