// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.client.ai.AskedFile;
import dev.strongroom.client.ai.ReceiptFolder;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.answer.AnswerVerifier;
import dev.strongroom.ledger.answer.KeptAnswer;
import dev.strongroom.ledger.inference.Exchange;
import dev.strongroom.ledger.inference.InferenceFinding;
import dev.strongroom.ledger.inference.InferenceStatement;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.InferencePolicy;
import dev.strongroom.ledger.verification.ReceiptPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads what belongs to the receipt of an answer: files beside it, as `strongroom ai --receipts`
/// keeps them, or those that options name. Whatever is there has to be all of it, and to agree.
final class AnswerFiles {
  /// Of a request or a response, in bytes.
  private static final int LONGEST = 64 << 20;

  private static final String KEPT = "inference.kept";
  private static final String REQUEST = ".request";
  private static final String RESPONSE = ".response";

  /// What is beside no other receipt.
  private static final List<String> KEPT_FILES =
      List.of(AskedFile.EXTENSION, REQUEST, RESPONSE, ".hop1" + Receipt.EXTENSION);

  private final Receipt receipt;
  private final Named named;
  private final Optional<String> beside;

  /// What options name.
  ///
  /// @param hops receipts of back ends, in their order
  record Named(
      Optional<Path> request, Optional<Path> response, Optional<Bytes> salt, List<Path> hops) {
    /// Nothing is named.
    static final Named NOTHING =
        new Named(Optional.empty(), Optional.empty(), Optional.empty(), List.of());

    /// Copies the list.
    Named {
      hops = List.copyOf(hops);
    }

    boolean any() {
      return request.isPresent() || response.isPresent() || salt.isPresent() || !hops.isEmpty();
    }
  }

  /// What was read.
  ///
  /// @param kept for the verifier; without what can't be used
  /// @param finding whether the files are all there and agree with one another
  record Found(KeptAnswer kept, InferenceFinding finding) {
    /// Whether a SHA-256 is that of request or response.
    boolean isContent(Bytes digest) {
      return kept.exchange()
          .filter(it -> sha256(it.request()).equals(digest) || sha256(it.response()).equals(digest))
          .isPresent();
    }
  }

  /// The files aren't what they should be.
  private static final class UnfitException extends Exception {
    private static final long serialVersionUID = 1;

    UnfitException(String message) {
      super(message);
    }
  }

  private AnswerFiles(Receipt receipt, Named named, Optional<String> beside) {
    this.receipt = receipt;
    this.named = named;
    this.beside = beside;
  }

  /// Whether a receipt has to be about an answer, whatever its entry says: that is what somebody
  /// else may have exchanged.
  ///
  /// @param named what options name of the only receipt
  static boolean expectAnswer(CheckSource.OfReceipt source, ReceiptPolicy policy, Named named) {
    if (AnswerVerifier.concerns(source.receipt().entry()) || named.any()) {
      return true;
    }
    Optional<String> beside = beside(source.name());
    if (beside.isEmpty()) {
      return false;
    }
    boolean policed = policy.inference().isPresent();
    return (policed && ReceiptFolder.namesReceipt(fileName(source.name())))
        || KEPT_FILES.stream().anyMatch(end -> Files.exists(Path.of(beside.get() + end)));
  }

  private static String fileName(String path) {
    return String.valueOf(Path.of(path).getFileName());
  }

  private static Optional<String> beside(String name) {
    return name.endsWith(Receipt.EXTENSION)
        ? Optional.of(name.substring(0, name.length() - Receipt.EXTENSION.length()))
        : Optional.empty();
  }

  /// Reads them.
  ///
  /// @param name of the receipt's file; `-` for one that nothing is beside
  static Found read(String name, Receipt receipt, Named named) {
    try {
      return new AnswerFiles(receipt, named, beside(name)).found();
    } catch (UnfitException e) {
      return new Found(
          new KeptAnswer(receipt, Optional.empty(), List.of()),
          InferenceFinding.failed(KEPT, String.valueOf(e.getMessage())));
    }
  }

  private Found found() throws UnfitException {
    Optional<AskedFile> asked = asked();
    Optional<Bytes> request = content(named.request(), REQUEST);
    Optional<Bytes> response = content(named.response(), RESPONSE);
    Optional<Bytes> salt = named.salt().or(() -> asked.map(AskedFile::salt));
    boolean wanted =
        request.isPresent()
            || response.isPresent()
            || named.salt().isPresent()
            || asked.filter(AskedFile::content).isPresent();
    if (wanted) {
      there(request, "the request");
      there(response, "the response");
      there(salt, "the salt");
    }
    if (asked.isPresent()) {
      agrees(asked.get(), request, response, wanted);
    }
    Optional<Exchange> exchange =
        wanted
            ? Optional.of(
                new Exchange(salt.orElseThrow(), request.orElseThrow(), response.orElseThrow()))
            : Optional.empty();
    return new Found(new KeptAnswer(receipt, exchange, hops()), finding(asked, wanted));
  }

  private static InferenceFinding finding(Optional<AskedFile> asked, boolean content) {
    if (asked.isEmpty()) {
      return InferenceFinding.skipped(
          KEPT, content ? "as options name it" : "only the receipt is here");
    }
    return InferenceFinding.passed(
        KEPT,
        content
            ? "request and response are those that were noted when they were kept"
            : "request and response weren't kept");
  }

  private static void there(Optional<Bytes> part, String what) throws UnfitException {
    if (part.isEmpty()) {
      throw new UnfitException(what + " isn't here");
    }
  }

  private Optional<AskedFile> asked() throws UnfitException {
    Optional<Bytes> file = content(Optional.empty(), AskedFile.EXTENSION);
    try {
      return file.isEmpty() ? Optional.empty() : Optional.of(AskedFile.parse(file.get()));
    } catch (MalformedJsonException e) {
      throw new UnfitException(AskedFile.EXTENSION.substring(1) + ": " + e.getMessage());
    }
  }

  /// @param compared whether the entry is compared with request and response besides
  private void agrees(
      AskedFile asked, Optional<Bytes> request, Optional<Bytes> response, boolean compared)
      throws UnfitException {
    same(request.isEmpty() || sha256(request.get()).equals(asked.request()), "the request");
    same(
        response.isEmpty()
            || (sha256(response.get()).equals(asked.response())
                && response.get().length() == asked.length()),
        "the response");
    InferenceStatement statement;
    try {
      statement = InferenceStatement.parse(receipt.entry());
    } catch (MalformedLedgerException e) {
      // The entry's own check says so.
      return;
    }
    same(asked.id().filter(id -> !id.equals(statement.id())).isEmpty(), "the id");
    same(asked.target().split("\\?", 2)[0].equals(statement.endpoint()), "the endpoint");
    same(asked.status() == statement.response().status(), "the status");
    // Of a response that is here the digests tell better whether it is whole.
    if (statement.response().complete() && !asked.complete() && !compared) {
      throw new UnfitException(
          "the answer was cut, as was noted then, and the receipt says that it is complete");
    }
  }

  private static void same(boolean same, String what) throws UnfitException {
    if (!same) {
      throw new UnfitException(what + " isn't the one that was noted when the answer was kept");
    }
  }

  private List<Receipt> hops() throws UnfitException {
    List<Receipt> hops = new ArrayList<>();
    for (int hop = 1; hop <= InferencePolicy.MOST_HOPS; hop++) {
      Optional<Path> path =
          named.hops().isEmpty()
              ? Optional.empty()
              : named.hops().stream().skip(hop - 1L).findFirst();
      Optional<Bytes> file =
          named.hops().isEmpty() || path.isPresent()
              ? content(path, ".hop" + hop + Receipt.EXTENSION)
              : Optional.empty();
      if (file.isEmpty()) {
        break;
      }
      try {
        hops.add(Receipt.parse(file.get()));
      } catch (MalformedLedgerException e) {
        throw new UnfitException("the receipt of hop " + hop + ": " + e.getMessage());
      }
    }
    if (named.hops().isEmpty()) {
      noneBehind(hops.size());
    }
    return hops;
  }

  /// What isn't read may not lie beside it as if it had been.
  private void noneBehind(int read) throws UnfitException {
    for (int hop = read + 1; hop <= InferencePolicy.MOST_HOPS + 1; hop++) {
      if (content(Optional.empty(), ".hop" + hop + Receipt.EXTENSION).isPresent()) {
        throw new UnfitException(
            read < InferencePolicy.MOST_HOPS
                ? "the receipt of hop " + (read + 1) + " isn't here, and that of " + hop + " is"
                : "more than " + InferencePolicy.MOST_HOPS + " receipts of hops");
      }
    }
  }

  private Optional<Bytes> content(Optional<Path> given, String extension) throws UnfitException {
    Optional<Path> path = given.or(() -> beside.map(base -> Path.of(base + extension)));
    if (path.isEmpty() || (given.isEmpty() && !Files.exists(path.get()))) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(path.get())) {
      byte[] bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw new UnfitException(path.get() + " has more than " + LONGEST + " bytes");
      }
      return Optional.of(Bytes.copyOf(bytes));
    } catch (IOException e) {
      throw new UnfitException(path.get() + " can't be read (" + e.getMessage() + ")");
    }
  }

  private static Bytes sha256(Bytes bytes) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      bytes.updateTo(sha256);
      return Bytes.copyOf(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
