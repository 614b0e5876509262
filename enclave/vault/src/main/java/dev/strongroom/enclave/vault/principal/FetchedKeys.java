// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An issuer's keys, fetched over TLS that ends inside, and kept for a while. A key that isn't
/// among them makes for another look, but not more often than once a minute: tokens come from
/// anybody. Thread-safe.
final class FetchedKeys implements KeySource {
  static final Duration KEPT = Duration.ofHours(1);
  static final Duration APART = Duration.ofMinutes(1);

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
  private static final int LONGEST = 256 << 10;
  private static final int OK = 200;

  private final HttpClient client;
  private final URI place;
  private final InstantSource clock;
  private IssuerKeys keys = new IssuerKeys(List.of());
  private @Nullable Instant fetched;
  private @Nullable Instant tried;

  /// @param client the egress's, which the caller closes
  FetchedKeys(HttpClient client, URI place, InstantSource clock) {
    this.client = client;
    this.place = place;
    this.clock = clock;
  }

  @Override
  public synchronized IssuerKey find(String id) throws RefusedPrincipalException {
    Instant now = clock.instant();
    boolean fresh = fetched != null && within(fetched, now, KEPT);
    Optional<IssuerKey> known = fresh ? keys.find(id) : Optional.empty();
    if (known.isPresent()) {
      return known.get();
    }
    if (tried != null && within(tried, now, APART)) {
      throw fresh ? KeySource.unknown() : unavailable("no answer a moment ago");
    }
    tried = now;
    keys = IssuerKeys.fetched(fetch());
    fetched = now;
    return keys.find(id).orElseThrow(KeySource::unknown);
  }

  /// A clock that was turned back makes nothing younger than it is.
  private static boolean within(Instant then, Instant now, Duration time) {
    return !now.isBefore(then) && now.isBefore(then.plus(time));
  }

  private Bytes fetch() throws RefusedPrincipalException {
    HttpRequest request =
        HttpRequest.newBuilder(place)
            .timeout(ANSWER_WITHIN)
            .header("Accept", "application/json")
            .build();
    try {
      HttpResponse<byte[]> response =
          client.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST));
      if (response.statusCode() != OK) {
        throw unavailable("status " + response.statusCode());
      }
      return Bytes.copyOf(response.body());
    } catch (IOException e) {
      throw unavailable("no answer");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("interrupted");
    }
  }

  private static RefusedPrincipalException unavailable(String why) {
    return new RefusedPrincipalException(
        PrincipalRefusal.KEYS_UNAVAILABLE, "the issuer's keys couldn't be fetched: " + why);
  }
}
