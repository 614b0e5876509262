// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.operators.OperatorSignature;
import dev.strongroom.ledger.recovery.LostState;
import dev.strongroom.ledger.recovery.RecoveryRequest;
import dev.strongroom.ledger.recovery.RecoveryStatement;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// A recovery request in a file, and what people see of it.
final class LedgerRecoverFile {
  private LedgerRecoverFile() {}

  static RecoveryRequest read(Path file) throws UsageException {
    try (InputStream in = Files.newInputStream(file)) {
      RecoveryRequest request =
          RecoveryRequest.parse(Bytes.copyOf(in.readNBytes(RecoveryRequest.MAX_LENGTH + 1)));
      for (OperatorSignature signature : request.signatures()) {
        if (!signature.good(request.statement().signed())) {
          throw new UsageException(
              file + ": the signature of " + signature.operator() + " is wrong");
        }
      }
      return request;
    } catch (IOException e) {
      throw new UsageException(file + ": can't be read (" + e.getMessage() + ")");
    } catch (MalformedLedgerException e) {
      throw new UsageException(file + ": " + e.getMessage());
    }
  }

  /// Writes a file that isn't there yet.
  static void create(Path file, RecoveryRequest request) throws UsageException {
    try {
      Files.write(file, text(request), StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw new UsageException(file + ": can't be written, or exists (" + e.getMessage() + ")");
    }
  }

  /// Puts a file in the place of the one that was read.
  static void replace(Path file, RecoveryRequest request) throws UsageException {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(next, text(request));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UsageException(file + ": can't be written (" + e.getMessage() + ")");
    }
  }

  private static byte[] text(RecoveryRequest request) {
    return request.encoded().toByteArray();
  }

  /// Shows what is lost.
  static void show(Console console, LostState lost) {
    line(console, "log", lost.log().text());
    line(console, "store has", entries(lost.size()) + ", root " + lost.root().hex());
    lost.witnesses()
        .forEach((name, size) -> line(console, "witness", name + " cosigned " + entries(size)));
    long last = lost.cosigned() - 1;
    line(
        console,
        "missing",
        (last == lost.size() ? "entry " + last : "entries " + lost.size() + " to " + last)
            + ", as far as the witnesses tell");
    line(console, "observed", lost.observed() + ", by the enclave's clock");
  }

  /// Shows what is signed.
  static void show(Console console, RecoveryStatement statement) {
    show(console, statement.lost());
    line(console, "goes on as", statement.next().origin());
    line(console, "reason", statement.reason());
    line(console, "SHA-256", statement.digest().hex() + " of what is signed");
  }

  static void line(Console console, String label, String value) {
    PrintWriter out = console.out();
    out.println("  " + label + " ".repeat(Math.max(1, 13 - label.length())) + Printable.of(value));
  }

  private static String entries(long size) {
    return size == 1 ? "1 entry" : size + " entries";
  }
}
