// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.bitgraph.BitgraphProof;
import dev.strongroom.ledger.consistency.ForkProof;
import dev.strongroom.ledger.receipt.Receipt;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/// An argument of `check`: what it is, its name or its content tells.
sealed interface CheckSource {
  /// As given.
  String name();

  /// A receipt.
  record OfReceipt(String name, Receipt receipt) implements CheckSource {}

  /// An answer of a model that no receipt came for.
  record WithoutReceipt(String name, String why) implements CheckSource {}

  /// A fork's proof.
  record OfFork(String name, ForkProof proof) implements CheckSource {}

  /// A proof of BitGraph, OCC or Provenclave.
  record OfForeign(String name, BitgraphProof proof) implements CheckSource {}

  /// A file that a receipt may be about.
  ///
  /// @param digest SHA-256
  record OfFile(String name, Bytes digest) implements CheckSource {}

  /// What can't be read, or isn't what its name says.
  record Unusable(String name, String problem) implements CheckSource {}

  /// Reads an argument; `-` is a receipt on standard input.
  static CheckSource read(String name, InputStream standardInput) {
    try {
      if (name.equals("-")) {
        Bytes content =
            Bytes.copyOf(standardInput.readNBytes(Receipt.MAX_LENGTH_WITH_MANIFEST + 1));
        return new OfReceipt(name, Receipt.parse(content));
      }
      Path path = Path.of(name);
      if (Files.isDirectory(path)) {
        return new Unusable(name, "a directory");
      }
      Optional<CheckSource> proof = proof(name, path);
      return proof.isPresent() ? proof.get() : new OfFile(name, digest(path));
    } catch (MalformedLedgerException e) {
      return new Unusable(name, e.getMessage());
    } catch (NoSuchFileException e) {
      return new Unusable(name, "no such file");
    } catch (IOException | InvalidPathException e) {
      return new Unusable(name, "can't be read (" + e.getMessage() + ")");
    }
  }

  private static Optional<CheckSource> proof(String name, Path path)
      throws IOException, MalformedLedgerException {
    boolean named = name.endsWith(Receipt.EXTENSION) || name.endsWith(ForkProof.EXTENSION);
    if (!named && Files.size(path) > Receipt.MAX_LENGTH_WITH_MANIFEST) {
      return Optional.empty();
    }
    Bytes content;
    try (InputStream in = Files.newInputStream(path)) {
      content = Bytes.copyOf(in.readNBytes(Receipt.MAX_LENGTH_WITH_MANIFEST + 1));
    }
    if (name.endsWith(Receipt.EXTENSION) || has(content, "receipt")) {
      return Optional.of(new OfReceipt(name, Receipt.parse(content)));
    }
    if (name.endsWith(ForkProof.EXTENSION) || has(content, "fork")) {
      return Optional.of(new OfFork(name, ForkProof.parse(String.valueOf(content.asUtf8()))));
    }
    try {
      return Optional.of(new OfForeign(name, BitgraphProof.parse(content)));
    } catch (MalformedLedgerException e) {
      // A file like any other.
      return Optional.empty();
    }
  }

  private static boolean has(Bytes content, String member) {
    if (content.isEmpty() || content.at(0) != '{') {
      return false;
    }
    try {
      return JsonNode.parse(String.valueOf(content.asUtf8())).optional(member).isPresent();
    } catch (MalformedJsonException e) {
      return false;
    }
  }

  private static Bytes digest(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read; (read = in.read(buffer)) >= 0; ) {
        sha256.update(buffer, 0, read);
      }
      return Bytes.copyOf(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
