// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.Vectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;

/// Genuine samples that lie beside the repository, and how they are fetched for.
final class Samples {
  static final Instant NOW = Instant.parse("2025-06-25T00:00:00Z");

  /// The pauses that were made, instead of making them.
  static final class Pauses implements Patience.Pause {
    final List<Duration> made = new CopyOnWriteArrayList<>();

    @Override
    public void of(Duration time) {
      made.add(time);
    }
  }

  private Samples() {}

  static Bytes file(String name) {
    Path file = Vectors.directory().resolve(name);
    if (!Files.isReadable(file)) {
      String message = "NOT TESTED: no sample " + name + " in " + Vectors.directory();
      System.err.println(message);
      return Assumptions.abort(message);
    }
    try {
      return Bytes.copyOf(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Patience patience(Patience.Pause pause) {
    return new Patience(Duration.ofSeconds(2), Duration.ofMinutes(1), 3, pause);
  }

  /// Everything from one played service.
  static EndorsementFetcher fetcher(PlayedService service, Optional<Path> cache) {
    return fetcher(service, cache, new Pauses());
  }

  static EndorsementFetcher fetcher(
      PlayedService service, Optional<Path> cache, Patience.Pause pause) {
    Services services =
        Services.ofMakers()
            .withAmd(service.address())
            .withIntel(service.address())
            .withNvidiaRim(service.address())
            .withNvidiaOcsp(service.address().resolve("/ocsp"))
            .withNvidiaKeys(service.address().resolve("/jwks.json"));
    return new EndorsementFetcher(services, cache, patience(pause), () -> NOW, new SecureRandom());
  }
}
