// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.debian.Stanzas.MalformedStanzaException;
import dev.strongroom.image.debian.Stanzas.Stanza;
import dev.strongroom.image.debian.UntrustedArchiveException.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A suite's index of files, verified: its signature, that it is this suite's, and that it is valid
/// now. It vouches for the list of packages, which vouches for each package.
///
/// @param suite whose
/// @param date when it was made
/// @param packages the list of its packages
public record Release(Suite suite, Instant date, Listed packages) {
  /// The most bytes that an index may have; Debian 13's has 140 KB.
  public static final int MAX_SIZE = 4 << 20;

  /// Clocks differ a little.
  private static final Duration TOLERANCE = Duration.ofMinutes(10);

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withResolverStyle(ResolverStyle.STRICT);

  /// A file that an index vouches for.
  ///
  /// @param size in bytes
  /// @param sha256 32 bytes
  public record Listed(long size, Bytes sha256) {}

  /// Verifies and reads an index.
  ///
  /// @param inRelease the file `InRelease`
  /// @param suite whose it has to be
  /// @param architecture of the packages that are wanted, such as `amd64`
  /// @param keys whose signature is trusted
  /// @param now the time
  /// @throws UntrustedArchiveException if it can't be trusted, or not now
  /// @throws MalformedIndexException if it is signed, but can't be understood
  public static Release verify(
      Bytes inRelease, Suite suite, String architecture, ArchiveKeys keys, Instant now)
      throws UntrustedArchiveException, MalformedIndexException {
    List<String> lines = keys.verified(inRelease, now.plus(TOLERANCE));
    try {
      Stanzas stanzas = new Stanzas(new BufferedReader(new StringReader(String.join("\n", lines))));
      Stanza stanza = stanzas.next();
      if (stanza == null || stanzas.next() != null) {
        throw new MalformedStanzaException(1, "not one stanza");
      }
      requireSuite(stanza, suite);
      Instant date = requireTime(stanza, now);
      return new Release(suite, date, packages(stanza, Suite.packagesName(architecture)));
    } catch (MalformedStanzaException e) {
      throw new MalformedIndexException(suite.inRelease(), e.line(), e.problem());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireSuite(Stanza stanza, Suite suite)
      throws MalformedStanzaException, UntrustedArchiveException {
    String codename = stanza.require("codename");
    if (!codename.equals(suite.codename())) {
      throw new UntrustedArchiveException(
          Reason.OTHER_SUITE, "the index is that of " + codename + ", not of " + suite);
    }
  }

  /// A stable suite has no end of validity; those that change often have.
  private static Instant requireTime(Stanza stanza, Instant now)
      throws MalformedStanzaException, UntrustedArchiveException {
    Instant date = date(stanza, stanza.require("date"));
    if (date.isAfter(now.plus(TOLERANCE))) {
      throw new UntrustedArchiveException(
          Reason.NOT_YET, "the index is of " + date + ", and it is " + now);
    }
    Optional<String> end = Optional.of(stanza.optional("valid-until")).filter(s -> !s.isEmpty());
    if (end.isPresent() && date(stanza, end.get()).isBefore(now)) {
      throw new UntrustedArchiveException(
          Reason.EXPIRED, "the index was valid until " + end.get() + ", and it is " + now);
    }
    return date;
  }

  private static Instant date(Stanza stanza, String text) throws MalformedStanzaException {
    try {
      return LocalDateTime.parse(text, DATE).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      throw new MalformedStanzaException(stanza.line(), "no date: \"" + text + "\"");
    }
  }

  private static Listed packages(Stanza stanza, String name) throws MalformedStanzaException {
    for (String line : stanza.require("sha256").split("\n", -1)) {
      String[] parts = line.split(" +", -1);
      if (parts.length == 3 && parts[2].equals(name)) {
        if (!parts[0].matches("[0-9a-f]{64}") || !parts[1].matches("[0-9]{1,10}")) {
          throw new MalformedStanzaException(stanza.line(), "no digest and size of " + name);
        }
        return new Listed(Long.parseLong(parts[1]), Bytes.fromHex(parts[0]));
      }
    }
    throw new MalformedStanzaException(stanza.line(), "no digest of " + name);
  }
}
