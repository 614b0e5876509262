// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/// What is known of the enclave behind an [AttestedClient]: who was verified last and when, and who
/// was refused. Thread-safe.
public final class AttestedEnclave {
  private static final Log LOG = LogFactory.getLog(AttestedEnclave.class);

  private final String client;
  private final URI url;
  private final Way way;
  private final InstantSource clock;
  private final AtomicLong verifications = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();
  private final Object lock = new Object();
  private @Nullable Verification verification;
  private @Nullable Refused refused;
  private boolean lastWasRefused;

  AttestedEnclave(Demand demand, InstantSource clock) {
    this.client = demand.client();
    this.url = demand.url();
    this.way = demand.properties().way();
    this.clock = clock;
  }

  /// The client's name.
  public String client() {
    return client;
  }

  /// Where it is reached.
  public URI url() {
    return url;
  }

  /// How it is spoken to.
  public Way way() {
    return way;
  }

  /// What was verified last; empty: nothing yet.
  public Optional<Verification> lastVerified() {
    synchronized (lock) {
      return Optional.ofNullable(verification);
    }
  }

  /// Who was refused last; empty: nobody yet.
  public Optional<Refused> lastRefused() {
    synchronized (lock) {
      return Optional.ofNullable(refused);
    }
  }

  /// Whether the last attempt to verify it ended in a refusal.
  public boolean refusedNow() {
    synchronized (lock) {
      return lastWasRefused;
    }
  }

  /// How often a connection or a key was verified.
  public long verifications() {
    return verifications.get();
  }

  /// How often one was refused.
  public long refusals() {
    return refusals.get();
  }

  /// The clock that all of this is judged by.
  InstantSource clock() {
    return clock;
  }

  void verified(Verification now) {
    boolean first;
    synchronized (lock) {
      first = verification == null || lastWasRefused;
      verification = now;
      lastWasRefused = false;
    }
    verifications.incrementAndGet();
    if (first) {
      LOG.info("attested client \"" + client + "\": verified " + url + ", " + described(now));
    }
  }

  void refused(String code, String why) {
    synchronized (lock) {
      refused = new Refused(clock.instant(), code, why);
      lastWasRefused = true;
    }
    refusals.incrementAndGet();
    LOG.warn("attested client \"" + client + "\": REFUSED " + url + ": " + why);
  }

  private static String described(Verification now) {
    return now.verified().claims().kind()
        + ", identity key "
        + now.keys().identityKey().hex()
        + (now.simulated() ? ", SIMULATED: no hardware vouches for it" : "");
  }
}
