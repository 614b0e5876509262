// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.tdx;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.dcap.DcapQuote;
import dev.strongroom.attestation.dcap.PckFacts;
import dev.strongroom.attestation.dcap.QuoteClaims;
import dev.strongroom.attestation.dcap.TdReport;
import dev.strongroom.attestation.eventlog.Event;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a trust domain's quote claims.
///
/// @param quote where the claims were read
/// @param report the quote's body
/// @param pck what Intel's certificate says of the platform
/// @param events of a log that leads to the registers; empty if the policy asked for none
/// @param simulated whether the root is a simulated device's
public record TdxClaims(
    DcapQuote quote, TdReport report, Optional<PckFacts> pck, List<Event> events, boolean simulated)
    implements QuoteClaims {

  /// Copies the list.
  public TdxClaims {
    events = List.copyOf(events);
  }

  @Override
  public EvidenceKind kind() {
    return EvidenceKind.TDX;
  }

  @Override
  public SortedMap<String, Bytes> measurements() {
    SortedMap<String, Bytes> named = new TreeMap<>();
    for (TdxPolicy.Register register : TdxPolicy.Register.values()) {
      named.put(register.label(), value(register));
    }
    named.put("mrseam", report.mrSeam());
    named.put("mrsignerseam", report.mrSignerSeam());
    report.mrServiceTd().ifPresent(value -> named.put("mrservicetd", value));
    return Collections.unmodifiableSortedMap(named);
  }

  /// The value of a claim.
  public Bytes value(TdxPolicy.Register register) {
    return switch (register) {
      case MRTD -> report.mrTd();
      case RTMR0 -> report.register(0);
      case RTMR1 -> report.register(1);
      case RTMR2 -> report.register(2);
      case RTMR3 -> report.register(3);
      case MRCONFIGID -> report.mrConfigId();
      case MROWNER -> report.mrOwner();
      case MROWNERCONFIG -> report.mrOwnerConfig();
      case XFAM -> report.xfam();
    };
  }

  /// {@inheritDoc}
  ///
  /// Bit 0 of TDATTRIBUTES.
  @Override
  public boolean debug() {
    return (report.tdAttributes().at(0) & 1) != 0;
  }
}
