// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.operators.OperatorSignature;
import dev.strongroom.ledger.operators.OperatorStatement;
import dev.strongroom.ledger.operators.SignedStatement;
import dev.strongroom.ledger.operators.StatementForm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// What operators sign, in a file that goes from one to the other.
final class StatementFile {
  private StatementFile() {}

  /// Reads a file, and verifies the signatures in it. Whose keys they are isn't known from it.
  static <S extends OperatorStatement> SignedStatement<S> read(StatementForm<S> form, Path file)
      throws UsageException {
    try (InputStream in = Files.newInputStream(file)) {
      SignedStatement<S> read =
          SignedStatement.parse(form, Bytes.copyOf(in.readNBytes(SignedStatement.MAX_LENGTH + 1)));
      Bytes signed = read.statement().signed();
      for (OperatorSignature signature : read.signatures()) {
        if (!signature.good(signed)) {
          throw new UsageException(
              file + ": the signature of " + signature.operator() + " is wrong");
        }
      }
      return read;
    } catch (IOException e) {
      throw new UsageException(file + ": can't be read (" + e.getMessage() + ")");
    } catch (MalformedLedgerException e) {
      throw new UsageException(file + ": " + e.getMessage());
    }
  }

  /// Writes a file that isn't there yet.
  static void create(Path file, SignedStatement<?> statement) throws UsageException {
    NewFile.write(file, text(statement));
  }

  /// Puts a file in the place of the one that was read.
  static void replace(Path file, SignedStatement<?> statement) throws UsageException {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(next, text(statement));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UsageException(file + ": can't be written (" + e.getMessage() + ")");
    }
  }

  private static String text(SignedStatement<?> statement) {
    return String.valueOf(statement.encoded().asUtf8());
  }

  /// A line of what people see of it.
  static void line(Console console, String label, String value) {
    console
        .out()
        .println("  " + label + " ".repeat(Math.max(1, 13 - label.length())) + Printable.of(value));
  }
}
