// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.release.Release;
import dev.strongroom.image.release.ReleaseException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.operators.OperatorSignature;
import dev.strongroom.ledger.upgrade.SuccessorImage;
import dev.strongroom.ledger.upgrade.UpgradeAnnouncement;
import dev.strongroom.ledger.upgrade.UpgradeApproval;
import dev.strongroom.ledger.upgrade.UpgradeRequest;
import dev.strongroom.ledger.upgrade.UpgradeStatement;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.stream.Collectors;

/// An upgrade's statement in a file, and what people see of it.
final class UpgradeFile {
  private UpgradeFile() {}

  static UpgradeRequest read(Path file) throws UsageException {
    try (InputStream in = Files.newInputStream(file)) {
      UpgradeRequest request =
          UpgradeRequest.parse(Bytes.copyOf(in.readNBytes(UpgradeRequest.MAX_LENGTH + 1)));
      Bytes signed = request.statement().signed();
      for (OperatorSignature signature : request.signatures()) {
        if (!signature.good(signed)) {
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
  static void create(Path file, UpgradeRequest request) throws UsageException {
    NewFile.write(file, text(request));
  }

  /// Puts a file in the place of the one that was read.
  static void replace(Path file, UpgradeRequest request) throws UsageException {
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.writeString(next, text(request));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UsageException(file + ": can't be written (" + e.getMessage() + ")");
    }
  }

  private static String text(UpgradeRequest request) {
    return String.valueOf(request.encoded().asUtf8());
  }

  /// What a released image measures.
  ///
  /// @throws UsageException if no enclave could have such measurements
  static SuccessorImage image(Release release) throws UsageException {
    try {
      return new SuccessorImage(
          release.measurements().pcr0(),
          release.measurements().pcr1(),
          release.measurements().pcr2(),
          release.measurements().pcr8());
    } catch (IllegalArgumentException e) {
      throw new UsageException("the release: " + e.getMessage());
    }
  }

  /// The release's file as statements name it.
  static Bytes digest(Path release) throws UsageException {
    try {
      return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(release)));
    } catch (IOException e) {
      throw new UsageException(release + " can't be read (" + e.getMessage() + ")");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// Compares an announcement with the release that its signer was shown.
  ///
  /// @return the release
  static Release compared(UpgradeAnnouncement announcement, Path file, Path key)
      throws ReleaseException, UsageException {
    Release release = ReleaseFile.verified(file, key);
    if (!digest(file).equals(announcement.release())) {
      throw new UsageException(file + ": another release than the one that is announced");
    }
    if (!image(release).equals(announcement.image())) {
      throw new UsageException(file + ": measures another image than the one that is announced");
    }
    return release;
  }

  /// Shows what is signed, and by whom so far.
  static void show(Console console, UpgradeRequest request) {
    show(console, request.statement());
    line(
        console,
        "signed by",
        request.signatures().isEmpty()
            ? "nobody yet"
            : request.signatures().stream()
                .map(OperatorSignature::operator)
                .collect(Collectors.joining(", ")));
  }

  private static void show(Console console, UpgradeStatement statement) {
    line(console, "log", statement.log().text());
    switch (statement) {
      case UpgradeAnnouncement announcement -> {
        line(console, "announces", "release " + announcement.release().hex());
        line(console, "PCR0", announcement.image().pcr0().hex());
        line(console, "PCR1", announcement.image().pcr1().hex());
        line(console, "PCR2", announcement.image().pcr2().hex());
        announcement.image().pcr8().ifPresent(pcr8 -> line(console, "PCR8", pcr8.hex()));
        line(console, "notice", announcement.notice().toString());
        line(console, "reason", announcement.reason());
      }
      case UpgradeApproval approval -> {
        line(
            console,
            "approves",
            "what entry " + approval.announced() + " announced: " + approval.announcement().hex());
        line(console, "until", approval.until() + "; worth nothing to anybody after that");
      }
    }
    line(console, "SHA-256", statement.digest().hex() + " of what is signed");
  }

  static void line(Console console, String label, String value) {
    console
        .out()
        .println("  " + label + " ".repeat(Math.max(1, 13 - label.length())) + Printable.of(value));
  }
}
