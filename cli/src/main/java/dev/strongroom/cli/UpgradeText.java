// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.release.Release;
import dev.strongroom.image.release.ReleaseException;
import dev.strongroom.ledger.operators.OperatorSignature;
import dev.strongroom.ledger.operators.SignedStatement;
import dev.strongroom.ledger.upgrade.SuccessorImage;
import dev.strongroom.ledger.upgrade.UpgradeAnnouncement;
import dev.strongroom.ledger.upgrade.UpgradeApproval;
import dev.strongroom.ledger.upgrade.UpgradeStatement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.stream.Collectors;

/// What an upgrade's statement says of a release, and what people see of it.
final class UpgradeText {
  private UpgradeText() {}

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
  static void show(Console console, SignedStatement<UpgradeStatement> request) {
    show(console, request.statement());
    StatementFile.line(
        console,
        "signed by",
        request.signatures().isEmpty()
            ? "nobody yet"
            : request.signatures().stream()
                .map(OperatorSignature::operator)
                .collect(Collectors.joining(", ")));
  }

  private static void show(Console console, UpgradeStatement statement) {
    StatementFile.line(console, "log", statement.log().text());
    switch (statement) {
      case UpgradeAnnouncement announcement -> {
        StatementFile.line(console, "announces", "release " + announcement.release().hex());
        StatementFile.line(console, "PCR0", announcement.image().pcr0().hex());
        StatementFile.line(console, "PCR1", announcement.image().pcr1().hex());
        StatementFile.line(console, "PCR2", announcement.image().pcr2().hex());
        announcement
            .image()
            .pcr8()
            .ifPresent(pcr8 -> StatementFile.line(console, "PCR8", pcr8.hex()));
        StatementFile.line(console, "notice", announcement.notice().toString());
        StatementFile.line(console, "reason", announcement.reason());
      }
      case UpgradeApproval approval -> {
        StatementFile.line(
            console,
            "approves",
            "what entry " + approval.announced() + " announced: " + approval.announcement().hex());
        StatementFile.line(
            console, "until", approval.until() + "; worth nothing to anybody after that");
      }
    }
    StatementFile.line(console, "SHA-256", statement.digest().hex() + " of what is signed");
  }
}
