// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.probe;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.attestation.nitro.Pcrs;
import dev.strongroom.enclave.runtime.nsm.DocumentRequest;
import dev.strongroom.enclave.runtime.nsm.ModuleDevice;
import dev.strongroom.enclave.runtime.nsm.Nsm;
import dev.strongroom.enclave.runtime.nsm.NsmDescription;
import dev.strongroom.enclave.runtime.nsm.NsmException;
import dev.strongroom.enclave.runtime.nsm.NsmStart;
import dev.strongroom.enclave.runtime.nsm.PcrState;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/// All seven commands of the Nitro Secure Module, through the runtime's own code.
final class NsmReport {
  private static final Bytes DATA = Bytes.utf8("measured by the probe");
  private static final Bytes NONCE = Bytes.utf8("a nonce of the probe's");
  private static final int MEASURED = NsmStart.FIRST_APPLICATION_PCR;
  private static final int LOCKED_TOGETHER = 20;

  private NsmReport() {}

  static String take(ModuleDevice device) throws Exception {
    Nsm nsm = device.nsm();
    Report report = new Report();
    report.put("device", device.name()).put("simulated", device.simulated());
    describe(nsm, report);
    for (int i = 0; i < MEASURED; i++) {
      PcrState pcr = nsm.describePcr(i);
      report.put("pcr" + i, pcr.value().hex()).put("locked" + i, pcr.locked());
    }
    measure(nsm, report);
    lockTogether(nsm, report);
    attest(device, nsm, report);
    byte[] one = nsm.random();
    byte[] other = nsm.random();
    report.put("GetRandom", one.length + " " + (Arrays.equals(one, other) ? "same" : "other"));
    return report.json();
  }

  private static void describe(Nsm nsm, Report report) throws NsmException {
    NsmDescription found = nsm.describe();
    report
        .put("module", found.moduleId())
        .put("max", found.maxPcrs())
        .put("digest", found.digest())
        .put("locked", found.lockedPcrs());
  }

  /// ExtendPCR, LockPCR and DescribePCR of 16, and that nobody extends it or a locked one again.
  private static void measure(Nsm nsm, Report report) throws NsmException {
    Bytes value = NsmStart.measure(nsm, MEASURED, DATA);
    report.put("ExtendPCR", value.equals(Pcrs.extended(DATA)) ? value.hex() : "wrong");
    report.find("ExtendPCR again", () -> nsm.extendPcr(MEASURED, DATA).hex());
    report.put("LockPCR", nsm.describePcr(MEASURED).locked());
    report.find(
        "LockPCR again",
        () -> {
          nsm.lockPcr(MEASURED);
          return "done";
        });
    report.find("ExtendPCR 0", () -> nsm.extendPcr(0, DATA).hex());
  }

  private static void lockTogether(Nsm nsm, Report report) throws NsmException {
    nsm.lockPcrs(LOCKED_TOGETHER);
    report.put("LockPCRs", nsm.describe().lockedPcrs());
  }

  /// The module's own document, and what relying parties get.
  private static void attest(ModuleDevice device, Nsm nsm, Report report) throws Exception {
    NitroDocument raw =
        NitroDocument.parse(nsm.attest(DocumentRequest.PLAIN.withNonce(NONCE).withUserData(DATA)));
    NitroDocument told =
        NitroDocument.parse(device.attest(Bytes.utf8("key"), DATA, Optional.of(NONCE)));
    report
        .put("Attestation pcrs", raw.pcrs().keySet())
        .put("Attestation pcr16", Objects.requireNonNull(raw.pcrs().get(MEASURED)).hex())
        .put("Attestation nonce", raw.nonce().value().equals(Optional.of(NONCE)))
        .put("Attestation signed", !raw.envelope().signature().isAllZero())
        .put("told signed", !told.envelope().signature().isAllZero())
        .put("told as said", told.pcrs().equals(raw.pcrs()));
  }
}
