// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.witness;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.note.VerifierKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A log's side of C2SP tlog-witness, without the connection: what to send, and what the answer is
/// worth. Immutable.
///
/// @param keys of the one witness that is asked: it may have one for each algorithm
public record WitnessClient(List<VerifierKey> keys) {
  /// Where to `POST` what [#body(AddCheckpoint)] says, after the witness's prefix.
  public static final String PATH = "/add-checkpoint";

  /// A header with the log's key in its text form. It isn't of the protocol: a witness that pins
  /// whichever key signs first for an origin needs it once, since a signature doesn't tell its key.
  /// Others ignore it.
  public static final String LOG_KEY_HEADER = "Strongroom-Log-Key";

  /// An answer is a few signatures or a number: more needn't be read. In bytes.
  public static final int MAX_ANSWER = 1 << 16;

  private static final int OK = 200;
  private static final int CONFLICT = 409;
  private static final int MAX_REASON = 200;

  /// Copies the list.
  ///
  /// @throws IllegalArgumentException if there is no key, or one of a log
  public WitnessClient {
    keys = List.copyOf(keys);
    if (keys.isEmpty() || !keys.stream().allMatch(key -> key.type().timestamped())) {
      throw new IllegalArgumentException("keys of a witness are needed");
    }
  }

  /// The request's body.
  public static Bytes body(AddCheckpoint request) {
    return Bytes.utf8(request.encoded());
  }

  /// Reads an answer. Whatever it is, this doesn't throw.
  ///
  /// @param request that it answers
  /// @param status of HTTP
  /// @param body at most [#MAX_ANSWER] bytes
  public WitnessAnswer read(AddCheckpoint request, int status, Bytes body) {
    String text = body.length() > MAX_ANSWER ? null : body.asUtf8();
    if (text == null) {
      return new WitnessAnswer.Malformed("the answer isn't UTF-8, or too long");
    }
    try {
      return switch (status) {
        case OK -> cosigned(request.note().text(), text);
        case CONFLICT -> conflict(request, text);
        default ->
            status >= 400 && status < 600
                ? new WitnessAnswer.Refused(status, printable(text))
                : new WitnessAnswer.Malformed("status " + status);
      };
    } catch (MalformedLedgerException e) {
      return new WitnessAnswer.Malformed(e.getMessage());
    }
  }

  private WitnessAnswer cosigned(String checkpoint, String body) throws MalformedLedgerException {
    List<WitnessAnswer.Line> lines = new ArrayList<>();
    for (NoteSignature signature : SignedNote.signatures(body)) {
      for (VerifierKey key : keys) {
        if (signature.isFrom(key)) {
          Optional<Signatures.Good> good = Signatures.verify(checkpoint, signature, key);
          if (good.isEmpty()) {
            throw new MalformedLedgerException("a wrong cosignature of " + key.name());
          }
          lines.add(new WitnessAnswer.Line(key, signature, good.get().time()));
        }
      }
    }
    return lines.isEmpty()
        ? new WitnessAnswer.Malformed("no cosignature of a known key")
        : new WitnessAnswer.Cosigned(lines);
  }

  private static WitnessAnswer conflict(AddCheckpoint request, String body)
      throws MalformedLedgerException {
    if (!body.endsWith("\n")) {
      throw new MalformedLedgerException("a size without a line feed");
    }
    long size = Checkpoint.size(body.substring(0, body.length() - 1));
    long asked = request.checkpoint().size();
    if (size > asked) {
      return new WitnessAnswer.Ahead(size);
    }
    if (size != request.proof().from()) {
      return new WitnessAnswer.Behind(size);
    }
    return size == asked
        ? new WitnessAnswer.Forked(size)
        : new WitnessAnswer.Malformed("a conflict about the size that was sent");
  }

  private static String printable(String text) {
    return text.codePoints()
        .takeWhile(c -> c != '\n')
        .limit(MAX_REASON)
        .mapToObj(c -> Character.isISOControl(c) ? "?" : Character.toString(c))
        .collect(Collectors.joining());
  }
}
