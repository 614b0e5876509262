// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.EvidenceKind;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What evidence of one of Azure's machines claims.
///
/// @param kind by the hardware
/// @param hardware the claims of the hardware's report
/// @param vtpm the paravisor's part
public record AzureClaims(EvidenceKind kind, Claims hardware, VtpmQuote vtpm) implements Claims {

  /// {@inheritDoc}
  ///
  /// Those of the hardware, which measured the paravisor, and the quoted registers.
  @Override
  public SortedMap<String, Bytes> measurements() {
    SortedMap<String, Bytes> named = new TreeMap<>(hardware.measurements());
    vtpm.quoted().forEach((register, value) -> named.put(name(register), value));
    return Collections.unmodifiableSortedMap(named);
  }

  /// Two digits, so that names are in the order of numbers.
  private static String name(int register) {
    return "pcr" + (register < 10 ? "0" : "") + register;
  }

  @Override
  public boolean debug() {
    return hardware.debug();
  }

  @Override
  public Optional<Bytes> publicKey() {
    return Optional.empty();
  }

  /// What the guest had put into the runtime claims.
  @Override
  public Optional<Bytes> userData() {
    return vtpm.runtime().userData();
  }

  /// What the quote was asked for with.
  @Override
  public Optional<Bytes> nonce() {
    return Optional.of(vtpm.quote().extraData());
  }

  @Override
  public Optional<Instant> time() {
    return Optional.empty();
  }

  /// The machine's id at Azure; empty if it isn't said.
  @Override
  public String instance() {
    return vtpm.runtime().machine().orElse("");
  }

  /// What the hardware's claims have besides, the machine that it stands on, and what the paravisor
  /// says of the firmware.
  @Override
  public SortedMap<String, String> details() {
    SortedMap<String, String> named = new TreeMap<>(hardware.details());
    if (!hardware.instance().isEmpty()) {
      named.put("hardware", hardware.instance());
    }
    named.put(
        "secureBoot", vtpm.runtime().secureBoot().map(on -> on ? "on" : "off").orElse("not said"));
    return Collections.unmodifiableSortedMap(named);
  }

  @Override
  public boolean simulated() {
    return hardware.simulated();
  }
}
