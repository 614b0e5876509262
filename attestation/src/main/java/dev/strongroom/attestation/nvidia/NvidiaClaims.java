// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.EvidenceKind;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What evidence of NVIDIA's devices claims.
///
/// @param evidence where the claims were read
/// @param identities of the devices whose certificates could be read
/// @param simulated whether a root is a simulated device's
public record NvidiaClaims(
    NvidiaEvidence evidence, List<DeviceIdentity> identities, boolean simulated) implements Claims {

  private static final Comparator<String> BY_NUMBER =
      Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

  /// Copies the list.
  public NvidiaClaims {
    identities = List.copyOf(identities);
  }

  @Override
  public EvidenceKind kind() {
    return evidence.kind();
  }

  /// {@inheritDoc}
  ///
  /// Named by device and index: `gpu-0.1`, `gpu-0.2` …
  @Override
  public SortedMap<String, Bytes> measurements() {
    SortedMap<String, Bytes> named = new TreeMap<>(BY_NUMBER);
    for (NvidiaDevice device : evidence.devices()) {
      device
          .report()
          .blocks()
          .forEach((index, value) -> named.put(device.name() + "." + index, value));
    }
    return Collections.unmodifiableSortedMap(named);
  }

  /// {@inheritDoc}
  ///
  /// A report has no field for it, so this is always false: what tells firmware for debugging from
  /// others is that its measurements are in no manifest that NVIDIA released.
  @Override
  public boolean debug() {
    return false;
  }

  @Override
  public Optional<Bytes> publicKey() {
    return Optional.empty();
  }

  @Override
  public Optional<Bytes> userData() {
    return Optional.empty();
  }

  @Override
  public Optional<Bytes> nonce() {
    return Optional.of(evidence.devices().getFirst().report().nonce());
  }

  /// {@inheritDoc}
  ///
  /// A report states none.
  @Override
  public Optional<Instant> time() {
    return Optional.empty();
  }

  /// The devices' `ueid`s, separated by commas.
  @Override
  public String instance() {
    return identities.stream().map(DeviceIdentity::ueid).collect(Collectors.joining(","));
  }
}
