// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.azure.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.SignatureAlgorithm;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.azure.AzureTdxEvidence;
import dev.strongroom.attestation.azure.VtpmQuote;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.tpm.TpmQuote;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.SortedSet;

/// Asks whether a quote is genuine, given that the hardware's report is: the report vouches for the
/// runtime data, these for the key, the key for the quote, the quote for the registers.
///
/// @param signatures computes
public record VtpmVerification(SignatureProvider signatures) {
  private static final int DIGEST = 32;

  /// Runs all checks of a machine on TDX.
  public void check(AzureTdxEvidence evidence, CheckList checks) {
    QuotedTdReport.check(evidence.report(), evidence.domain(), checks);
    check(evidence.vtpm(), evidence.domain().reportData(), checks);
  }

  /// Runs all checks that don't depend on the hardware.
  ///
  /// @param reportData 64 bytes of the hardware's report
  public void check(VtpmQuote vtpm, Bytes reportData, CheckList checks) {
    if (reportData.slice(0, DIGEST).equals(sha256(List.of(vtpm.hcl().runtimeData())))
        && reportData.slice(DIGEST, reportData.length()).isAllZero()) {
      checks.pass(AzureCheck.RUNTIME, "the report's data are its digest");
    } else {
      checks.fail(
          AzureCheck.RUNTIME,
          new Reason.BindingDiffers(
              "runtime-data",
              sha256(List.of(vtpm.hcl().runtimeData())).hex() + " and zeros",
              reportData.hex()));
    }
    registers(vtpm, checks);
    signature(vtpm, checks);
  }

  private static void registers(VtpmQuote vtpm, CheckList checks) {
    List<TpmQuote.Selection> selections = vtpm.quote().selections();
    SortedSet<Integer> registers = selections.getFirst().registers();
    if (selections.size() != 1
        || selections.getFirst().hash() != TpmQuote.SHA256
        || registers.isEmpty()
        || !vtpm.pcrs().keySet().containsAll(registers)) {
      checks.fail(
          AzureCheck.SELECTION,
          new Reason.Inconsistent("not one bank of SHA-256 whose registers are all given"));
      checks.fail(AzureCheck.PCR_DIGEST, new Reason.Unverifiable("the registers aren't all given"));
      return;
    }
    checks.pass(AzureCheck.SELECTION, registers.size() + " registers, SHA-256");
    Bytes digest = sha256(List.copyOf(vtpm.quoted().values()));
    if (digest.equals(vtpm.quote().pcrDigest())) {
      checks.pass(AzureCheck.PCR_DIGEST, "is that of the registers");
    } else {
      checks.fail(
          AzureCheck.PCR_DIGEST,
          new Reason.Inconsistent("the quoted digest isn't that of the registers"));
    }
  }

  private void signature(VtpmQuote vtpm, CheckList checks) {
    try {
      if (signatures.verify(
          SignatureAlgorithm.RSA_SHA256,
          signatures.rsaKey(vtpm.runtime().attestationKey()),
          vtpm.signature(),
          vtpm.quote().encoded())) {
        checks.pass(AzureCheck.QUOTE_SIGNATURE, "made by the key in the runtime data");
      } else {
        checks.fail(
            AzureCheck.QUOTE_SIGNATURE,
            new Reason.SignatureInvalid("signature isn't the attestation key's over this quote"));
      }
    } catch (InvalidKeyException e) {
      checks.fail(
          AzureCheck.QUOTE_SIGNATURE, new Reason.Unverifiable("the attestation key isn't valid"));
    }
  }

  private static Bytes sha256(List<Bytes> parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      parts.forEach(part -> part.updateTo(digest));
      return Bytes.copyOf(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
