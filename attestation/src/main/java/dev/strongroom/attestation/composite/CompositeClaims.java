// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.composite;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.EvidenceKind;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a machine and its devices claim.
///
/// @param evidence where the claims were read
/// @param cpu the machine's
/// @param devices the devices', in order
public record CompositeClaims(CompositeEvidence evidence, Claims cpu, List<Claims> devices)
    implements Claims {

  /// Copies the list.
  public CompositeClaims {
    devices = List.copyOf(devices);
  }

  @Override
  public EvidenceKind kind() {
    return EvidenceKind.COMPOSITE;
  }

  /// Those of the machine as `cpu.NAME`, of the devices as `device1.NAME` and so on.
  @Override
  public SortedMap<String, Bytes> measurements() {
    SortedMap<String, Bytes> all = new TreeMap<>();
    cpu.measurements().forEach((name, value) -> all.put("cpu." + name, value));
    for (int i = 0; i < devices.size(); i++) {
      String prefix = "device" + (i + 1) + ".";
      devices.get(i).measurements().forEach((name, value) -> all.put(prefix + name, value));
    }
    return Collections.unmodifiableSortedMap(all);
  }

  @Override
  public boolean debug() {
    return cpu.debug() || devices.stream().anyMatch(Claims::debug);
  }

  @Override
  public Optional<Bytes> publicKey() {
    return Optional.of(evidence.publicKey());
  }

  @Override
  public Optional<Bytes> userData() {
    return Optional.empty();
  }

  @Override
  public Optional<Bytes> nonce() {
    return Optional.of(evidence.nonce());
  }

  @Override
  public Optional<Instant> time() {
    return cpu.time();
  }

  @Override
  public String instance() {
    return cpu.instance();
  }

  @Override
  public boolean simulated() {
    return cpu.simulated() || devices.stream().anyMatch(Claims::simulated);
  }
}
