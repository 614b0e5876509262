// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.nras;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.EvidenceKind;
import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What an answer of the service claims.
///
/// @param answer where the claims were read
/// @param simulated whether it is known to be a simulated service's
public record NrasClaims(NrasAnswer answer, boolean simulated) implements Claims {
  /// Claims that are shown of each device, by their names here.
  private static final Map<String, String> SHOWN =
      Map.of(
          "x-nvidia-gpu-driver-version", "driver",
          "x-nvidia-gpu-vbios-version", "vbios",
          "x-nvidia-switch-bios-version", "bios",
          "hwmodel", "model",
          "measres", "measurements",
          "dbgstat", "debug");

  @Override
  public EvidenceKind kind() {
    return EvidenceKind.NVIDIA_NRAS;
  }

  /// {@inheritDoc}
  ///
  /// None: the service compared them, and doesn't pass them on.
  @Override
  public SortedMap<String, Bytes> measurements() {
    return Collections.emptySortedMap();
  }

  /// {@inheritDoc}
  ///
  /// Whether the service says of a device that debugging isn't disabled.
  @Override
  public boolean debug() {
    return answer.devices().values().stream()
        .anyMatch(
            token -> token.text("dbgstat").filter(state -> !state.equals("disabled")).isPresent());
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
    return answer.nonce();
  }

  @Override
  public Optional<Instant> time() {
    return answer.time();
  }

  /// The devices' `ueid`s, separated by commas.
  @Override
  public String instance() {
    return answer.devices().values().stream()
        .flatMap(token -> token.text("ueid").stream())
        .collect(Collectors.joining(","));
  }

  /// {@inheritDoc}
  ///
  /// The issuer, and of each device `gpu-0.driver`, `gpu-0.measurements` …
  @Override
  public SortedMap<String, String> details() {
    SortedMap<String, String> details = new TreeMap<>();
    answer.overall().text("iss").ifPresent(issuer -> details.put("issuer", issuer));
    answer.overall().keyId().ifPresent(key -> details.put("key", key));
    details.put(
        "result", answer.overall().isTrue("x-nvidia-overall-att-result") ? "true" : "not true");
    answer
        .devices()
        .forEach((name, token) ->
            SHOWN.forEach((claim, label) ->
                token
                    .text(claim)
                    .ifPresent(
                        value -> details.put(name.toLowerCase(Locale.ROOT) + "." + label, value))));
    return Collections.unmodifiableSortedMap(details);
  }
}
