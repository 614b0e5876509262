// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.anchor;

import dev.strongroom.enclave.notary.anchor.DrandBeacon.Round;
import dev.strongroom.ledger.entry.ProofEntry;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps a beacon's latest value at hand: entries take it without waiting. One thread asks.
final class BeaconWatch implements AutoCloseable {
  private static final String NAME = "beacon";

  private final AnchorSettings.Beacon settings;
  private final DrandBeacon beacon;
  private final InstantSource clock;
  private final Complaints complaints;
  private final Thread thread;
  private volatile boolean stopped;
  private volatile @Nullable Round latest;

  BeaconWatch(
      AnchorSettings.Beacon settings,
      DrandBeacon beacon,
      InstantSource clock,
      Complaints complaints) {
    this.settings = settings;
    this.beacon = beacon;
    this.clock = clock;
    this.complaints = complaints;
    this.thread = Thread.ofVirtual().name(NAME).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  boolean required() {
    return settings.required();
  }

  /// The value for a new entry; empty while there is none that is young enough.
  Optional<ProofEntry.Beacon> current() {
    Round round = latest;
    if (round == null || round.time().isBefore(clock.instant().minus(settings.oldest()))) {
      return Optional.empty();
    }
    return Optional.of(
        new ProofEntry.Beacon(
            "drand/" + settings.chain(),
            Optional.of(Long.toString(round.number())),
            round.signature().hex(),
            Optional.of(round.time())));
  }

  private void run() {
    try {
      while (!stopped) {
        try {
          latest = beacon.latest();
          complaints.well(NAME);
        } catch (AnchorException e) {
          complaints.about(NAME, e);
        }
        Thread.sleep(settings.every());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
  }
}
