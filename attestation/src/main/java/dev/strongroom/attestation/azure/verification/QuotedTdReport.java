// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.azure.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.azure.HclTdReport;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.dcap.TdReport;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Asks whether the TD report that the paravisor keeps is the one that was quoted.
final class QuotedTdReport {
  /// A field that both have.
  private record Field(String name, Bytes kept, Bytes quoted) {}

  private QuotedTdReport() {}

  static void check(HclTdReport report, TdReport quoted, CheckList checks) {
    String problem = difference(report, quoted);
    if (problem == null) {
      checks.pass(AzureCheck.TD_REPORT, "is the quoted one");
    } else {
      checks.fail(AzureCheck.TD_REPORT, new Reason.Inconsistent(problem));
    }
  }

  private static @Nullable String difference(HclTdReport report, TdReport quoted) {
    if (!report.moduleInfoHash().equals(sha384(report.moduleInfo()))) {
      return "TEE_TCB_INFO_HASH isn't that of what the TD report says of the TDX module";
    }
    if (!report.domainInfoHash().equals(sha384(report.domainInfo()))) {
      return "TEE_INFO_HASH isn't that of what the TD report says of the domain";
    }
    return fields(report, quoted).stream()
        .filter(field -> !field.kept().equals(field.quoted()))
        .findFirst()
        .map(field -> field.name() + " in the paravisor's TD report isn't as quoted")
        .orElse(null);
  }

  private static List<Field> fields(HclTdReport report, TdReport quoted) {
    return List.of(
        new Field("REPORTDATA", report.reportData(), quoted.reportData()),
        new Field("TEE_TCB_SVN", report.teeTcbSvn(), quoted.teeTcbSvn()),
        new Field("MRSEAM", report.mrSeam(), quoted.mrSeam()),
        new Field("MRSIGNERSEAM", report.mrSignerSeam(), quoted.mrSignerSeam()),
        new Field("SEAMATTRIBUTES", report.seamAttributes(), quoted.seamAttributes()),
        new Field("TDATTRIBUTES", report.tdAttributes(), quoted.tdAttributes()),
        new Field("XFAM", report.xfam(), quoted.xfam()),
        new Field("MRTD", report.mrTd(), quoted.mrTd()),
        new Field("MRCONFIGID", report.mrConfigId(), quoted.mrConfigId()),
        new Field("MROWNER", report.mrOwner(), quoted.mrOwner()),
        new Field("MROWNERCONFIG", report.mrOwnerConfig(), quoted.mrOwnerConfig()),
        new Field("RTMR0", report.register(0), quoted.register(0)),
        new Field("RTMR1", report.register(1), quoted.register(1)),
        new Field("RTMR2", report.register(2), quoted.register(2)),
        new Field("RTMR3", report.register(3), quoted.register(3)),
        // What a quote of TD 1.0 has no field for: the later version of the module isn't in it,
        // and no service TD may be bound that it keeps quiet of.
        new Field(
            "TEE_TCB_SVN2", report.teeTcbSvn2(), quoted.teeTcbSvn2().orElse(report.teeTcbSvn2())),
        new Field(
            "SERVTD_HASH",
            report.serviceTd(),
            quoted.mrServiceTd().orElse(Bytes.zeros(report.serviceTd().length()))));
  }

  private static Bytes sha384(Bytes part) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-384");
      part.updateTo(digest);
      return Bytes.copyOf(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-384", e);
    }
  }
}
