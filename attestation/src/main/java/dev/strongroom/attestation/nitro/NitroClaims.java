// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.EvidenceKind;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a Nitro document claims.
///
/// @param document where the claims were read
/// @param simulated whether the root is a simulated device's
public record NitroClaims(NitroDocument document, boolean simulated) implements Claims {

  @Override
  public EvidenceKind kind() {
    return document.kind();
  }

  @Override
  public SortedMap<String, Bytes> measurements() {
    SortedMap<String, Bytes> named = new TreeMap<>(Pcrs.BY_INDEX);
    document.pcrs().forEach((index, value) -> named.put(Pcrs.name(index), value));
    return Collections.unmodifiableSortedMap(named);
  }

  /// {@inheritDoc}
  ///
  /// In debug mode the hypervisor measures nothing: PCR 0, 1 and 2 are zero (PCR 3 and 4 aren't).
  @Override
  public boolean debug() {
    return kind() == EvidenceKind.NITRO_ENCLAVE && Pcrs.IMAGE.stream().allMatch(this::isZero);
  }

  private boolean isZero(int index) {
    Bytes pcr = document.pcrs().get(index);
    return pcr != null && pcr.isAllZero();
  }

  @Override
  public Optional<Bytes> publicKey() {
    return document.publicKey().value();
  }

  @Override
  public Optional<Bytes> userData() {
    return document.userData().value();
  }

  @Override
  public Optional<Bytes> nonce() {
    return document.nonce().value();
  }

  @Override
  public Optional<Instant> time() {
    return Optional.of(document.timestamp());
  }

  /// The EC2 instance id, empty if the module id has an unknown form.
  @Override
  public String instance() {
    return ModuleId.parse(document.moduleId()).map(ModuleId::instance).orElse("");
  }
}
