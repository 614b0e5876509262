// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.timestamp.RefusedTimestampException;
import dev.strongroom.ledger.timestamp.TimestampAuthorities;
import dev.strongroom.ledger.timestamp.TimestampToken;
import dev.strongroom.ledger.timestamp.VerifiedTimestamp;
import dev.strongroom.ledger.verification.TimeBounds.Bound;
import java.util.Optional;

/// What a time-stamp over a checkpoint's text is worth. Tokens are judged at their own time, so
/// this doesn't change.
sealed interface TimestampFinding {
  /// Nothing.
  record Refused(String why) implements TimestampFinding {}

  /// That the checkpoint existed.
  record Good(Bound bound) implements TimestampFinding {}

  /// Judges a token.
  static TimestampFinding of(String text, Bytes token, TimestampAuthorities authorities) {
    try {
      VerifiedTimestamp verified =
          TimestampToken.parse(token).verify(Bytes.utf8(text), authorities, Optional.empty());
      return new Good(new Bound(verified.existedBy(), "the authority " + verified.authority()));
    } catch (MalformedLedgerException e) {
      return new Refused(e.getMessage());
    } catch (RefusedTimestampException e) {
      return new Refused(e.reason() + ": " + e.getMessage());
    }
  }
}
