// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.tpm.TpmQuote;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What evidence of Azure's confidential machines has in common, whatever the hardware; nothing in
/// it is verified.
///
/// @param hcl the paravisor's report
/// @param runtime what its data are the digest of, read
/// @param quote what the virtual TPM signed
/// @param signature of the quote
/// @param pcrs values that are said to be those of the registers; by number
public record VtpmQuote(
    HclReport hcl,
    RuntimeClaims runtime,
    TpmQuote quote,
    Bytes signature,
    SortedMap<Integer, Bytes> pcrs) {

  /// Copies the map.
  public VtpmQuote {
    pcrs = Collections.unmodifiableSortedMap(new TreeMap<>(pcrs));
  }

  /// The values of the registers that are quoted; others could be anything.
  public SortedMap<Integer, Bytes> quoted() {
    SortedMap<Integer, Bytes> quoted = new TreeMap<>(pcrs);
    quoted
        .keySet()
        .removeIf(register ->
            quote.selections().stream().noneMatch(s -> s.registers().contains(register)));
    return Collections.unmodifiableSortedMap(quoted);
  }
}
