// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Bytes;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;

/// Fetches what a piece of evidence has to be verified with.
///
/// The evidence needn't be genuine: it only says what to ask for. Nothing that comes back is
/// believed; a verifier judges it together with the evidence.
///
/// @param services where to ask
/// @param cache a directory for answers; none if empty
/// @param patience how long to wait
/// @param clock for the cache and for pauses
/// @param random for nonces of requests
public record EndorsementFetcher(
    Services services,
    Optional<Path> cache,
    Patience patience,
    InstantSource clock,
    SecureRandom random) {
  private static final int NONCE = 32;

  /// Fetches whatever there is, one thing after another: services limit how often they are asked.
  ///
  /// @param evidence one piece, as a verifier gets it
  /// @return what was fetched; what wasn't is named
  /// @throws UnknownEvidenceException if the evidence doesn't say what to ask for
  /// @throws InterruptedException if the thread was interrupted meanwhile
  public Fetched fetch(Bytes evidence) throws UnknownEvidenceException, InterruptedException {
    Subject subject = SubjectReader.of(evidence);
    Collected collected = new Collected();
    try (Web web = new Web(patience, clock)) {
      Desk desk = new Desk(web, cache.map(AnswerCache::new).orElse(null), clock);
      fetch(subject, desk, collected);
    }
    return collected.result();
  }

  private void fetch(Subject subject, Desk desk, Collected collected) throws InterruptedException {
    switch (subject) {
      case Subject.Complete _ -> {}
      case Subject.Composite composite -> {
        for (Subject part : composite.parts()) {
          fetch(part, desk, collected);
        }
      }
      case Subject.AmdGuest guest -> new AmdKeys(desk, services.amd()).fetch(guest, collected);
      case Subject.IntelQuote quote -> new IntelCollateral(desk, services).fetch(quote, collected);
      case Subject.NvidiaDevices devices ->
          new NvidiaServices(desk, services, this::nonce).fetch(devices.devices(), collected);
      case Subject.NvidiaToken _ -> new NvidiaServices(desk, services, this::nonce).keys(collected);
    }
  }

  private Bytes nonce() {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    return Bytes.copyOf(nonce);
  }
}
