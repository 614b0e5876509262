// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.handheld.HandheldEndorsements;
import dev.strongroom.handheld.android.StatusList;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What phones' keys are judged with besides. The command-line library sets the fields.
final class StatusListOptions {
  @Option(
      names = "--status-list",
      paramLabel = "FILE",
      description = "Google's list of revoked attestation keys, for android-key.")
  private @Nullable Path file;

  @Option(
      names = "--status-list-of",
      paramLabel = "TIME",
      description = "When it was fetched, such as 2026-03-21T10:15:30Z: it doesn't say so itself.")
  private @Nullable String fetched;

  /// The list, and the certificates among endorsements.
  ///
  /// @throws UsageException if the list can't be read, or its time isn't said
  HandheldEndorsements with(Endorsements endorsements) throws UsageException {
    return new HandheldEndorsements(endorsements.of(Endorsements.Type.CERTIFICATE), list());
  }

  private Optional<StatusList> list() throws UsageException {
    if (file == null && fetched == null) {
      return Optional.empty();
    }
    if (file == null || fetched == null) {
      throw new UsageException("--status-list and --status-list-of belong together");
    }
    try {
      Instant of = OffsetDateTime.parse(fetched).toInstant();
      return Optional.of(StatusList.parse(Bytes.utf8(TextFile.read(file)), of));
    } catch (DateTimeException e) {
      throw new UsageException("--status-list-of: '" + fetched + "' isn't a time");
    } catch (MalformedJsonException e) {
      throw new UsageException(file + ": " + e.getMessage());
    }
  }
}
