// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Check.Stage;
import dev.strongroom.attestation.PlatformStatus;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.checks.Appraisal;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.dcap.DcapQuote;
import dev.strongroom.attestation.dcap.PckFacts;
import dev.strongroom.attestation.dcap.TdReport;
import dev.strongroom.attestation.dcap.verification.SignedDocuments.Choice;
import dev.strongroom.attestation.dcap.verification.SignedDocuments.Signer;
import dev.strongroom.attestation.dcap.verification.TcbInfo.Module;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.attestation.x509.PathCheck;
import dev.strongroom.attestation.x509.PathCheck.Rule;
import dev.strongroom.attestation.x509.PathProfile;
import dev.strongroom.attestation.x509.PathVerifier;
import dev.strongroom.attestation.x509.RememberedEndorsements;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Asks whether a quote is genuine and what Intel says of its platform, by Intel's rules (quote
/// verification library, 4.1.2.4) and in their order.
public final class DcapVerification {
  private static final String PCK = "pck";
  private static final String ROOT = "Intel SGX Root CA";
  private static final Set<String> AUTHORITIES =
      Set.of("Intel SGX PCK Platform CA", "Intel SGX PCK Processor CA");

  private final SignatureProvider signatures;
  private final PathVerifier paths;

  /// A verification that computes with `signatures` and verifies paths by `paths`.
  public DcapVerification(SignatureProvider signatures, PathVerifier paths) {
    this.signatures = signatures;
    this.paths = paths;
  }

  /// Runs all checks of the stages genuine and platform.
  public DcapFinding check(DcapQuote quote, Appraisal appraisal, CheckList checks) {
    return new Run(quote, appraisal, checks).run();
  }

  /// One quote on its way through the checks.
  private final class Run {
    private final DcapQuote quote;
    private final Appraisal appraisal;
    private final CheckList checks;
    private Collateral collateral;

    private Run(DcapQuote quote, Appraisal appraisal, CheckList checks) {
      this.quote = quote;
      this.appraisal = appraisal;
      this.checks = checks;
      this.collateral = Collateral.of(appraisal.endorsements(), paths.endorsements());
    }

    private DcapFinding run() {
      checks.enter(Stage.GENUINE);
      outside();
      PathVerifier.@Nullable Result pckPath = pckPath();
      Optional<PckFacts> pck = pckPath == null ? Optional.empty() : platform(pckPath);
      SignedDocuments documents =
          new SignedDocuments(
              signatures, quote.kind(), appraisal.at(), paths.endorsements(), checks);
      Choice<TcbInfo> info = documents.tcbInfo(appraisal.endorsements(), pck);
      Choice<QeIdentity> identity = documents.qeIdentity(appraisal.endorsements());
      Signer signer = signer(info);
      documents.check(info, signer, pck);
      documents.check(identity, signer);
      new QuotingEnclave(signatures, checks)
          .check(quote, pckPath == null ? null : pckPath.leafKey(), identity.best());
      if (quote.body() instanceof TdReport domain) {
        module(domain, info.best());
      }
      return finding(pckPath, pck, info.best(), identity.best());
    }

    private @Nullable Signer signer(Choice<TcbInfo> info) {
      int failures = checks.failures();
      PathVerifier.Result path =
          new TcbSigner(signatures, paths, checks).check(collateral, appraisal, info);
      return path == null || path.leafKey() == null
          ? null
          : new Signer(
              path.leafKey(),
              path.certificates().getLast().publicKeyInfo(),
              checks.failures() == failures);
    }

    /// What no signature covers.
    private void outside() {
      if (quote.qeVendor().equals(DcapQuote.INTEL)) {
        checks.pass(DcapCheck.QUOTE_VENDOR, "Intel");
      } else {
        checks.fail(
            DcapCheck.QUOTE_VENDOR,
            new Reason.Inconsistent("a quoting enclave of vendor " + quote.qeVendor().hex()));
      }
      Bytes trailing = quote.trailing();
      checks.pass(
          DcapCheck.QUOTE_TRAILING,
          trailing.isEmpty()
              ? "nothing after the quote"
              : trailing.length()
                  + (trailing.isAllZero() ? " zero bytes" : " bytes that aren't zero")
                  + " after the quote, not looked at");
    }

    private PathVerifier.@Nullable Result pckPath() {
      switch (PckChain.find(quote.signature(), collateral, appraisal.anchors(), signatures)) {
        case PckChain.Missing(Reason reason) -> {
          checks.fail(DcapCheck.PCK_CHAIN, reason);
          return null;
        }
        case PckChain.Found found -> {
          checks.pass(DcapCheck.PCK_CHAIN, found.where());
          collateral =
              collateral.after(PckChain.parsed(found.root(), found.authority(), found.leaf()));
          int failures = checks.failures();
          PathVerifier.Result result =
              paths.verify(
                  PCK,
                  PathProfile.P256,
                  List.of(found.root(), found.authority()),
                  found.leaf(),
                  appraisal.anchors(),
                  appraisal.at(),
                  checks);
          pckSubject(result.certificates());
          pckRevocation(
              result.certificates(),
              checks.failures() == failures ? paths.endorsements() : RememberedEndorsements.none());
          return result;
        }
      }
    }

    private void pckSubject(List<Certificate> path) {
      boolean right =
          path.size() == 3
              && ROOT.equals(path.getFirst().commonName())
              && AUTHORITIES.contains(String.valueOf(path.get(1).commonName()))
              && PckChain.LEAF.equals(path.getLast().commonName());
      if (right) {
        checks.pass(DcapCheck.PCK_SUBJECT, "of " + path.get(1).commonName());
      } else {
        checks.fail(
            DcapCheck.PCK_SUBJECT,
            new Reason.Inconsistent(
                "not a PCK certificate of Intel's: "
                    + path.stream().map(c -> String.valueOf(c.commonName())).toList()));
      }
    }

    private void pckRevocation(List<Certificate> path, RememberedEndorsements remembered) {
      PathCheck name = new PathCheck(PCK, Rule.REVOCATION);
      if (path.isEmpty()) {
        checks.fail(name, new Reason.RevocationUnknown("the certificates can't be read"));
        return;
      }
      Revocation lists = new Revocation(collateral.lists(), signatures, appraisal.at(), remembered);
      Reason problem = lists.of("the PCK CA", path.get(1), path.get(0));
      if (problem == null) {
        problem = lists.of("the PCK certificate", path.get(2), path.get(1));
      }
      if (problem == null) {
        checks.pass(name, "neither CA nor PCK certificate is listed");
      } else {
        checks.fail(name, problem);
      }
    }

    private Optional<PckFacts> platform(PathVerifier.Result path) {
      if (path.certificates().isEmpty()) {
        checks.fail(
            DcapCheck.PCK_PLATFORM, new Reason.Unverifiable("the certificates can't be read"));
        return Optional.empty();
      }
      try {
        PckFacts facts = PckExtension.read(path.certificates().getLast());
        checks.pass(
            DcapCheck.PCK_PLATFORM,
            "FMSPC " + facts.fmspc().hex() + ", PPID " + facts.ppid().hex());
        return Optional.of(facts);
      } catch (DerException e) {
        checks.fail(DcapCheck.PCK_PLATFORM, new Reason.CertificateMalformed(2, e.getMessage()));
        return Optional.empty();
      }
    }

    /// Whose the TDX module is: with a major version its identity says so, else TCB info itself.
    private void module(TdReport domain, Optional<TcbInfo> info) {
      Bytes svn = domain.teeTcbSvn();
      boolean own = svn.at(1) > 0;
      Optional<Module> module =
          info.flatMap(known -> own ? Levels.module(known, svn) : known.module());
      String what =
          own ? "identity of TDX module " + Levels.moduleId(svn) : "TDX module's identity";
      if (module.isEmpty()) {
        checks.fail(DcapCheck.TDX_MODULE, new Reason.EndorsementMissing(what));
        return;
      }
      Module known = module.get();
      Bytes attributes = domain.seamAttributes();
      if (!domain.mrSignerSeam().equals(known.mrSigner())) {
        differs("MRSIGNERSEAM", known.mrSigner(), domain.mrSignerSeam());
      } else if (!attributes.isAllZero()
          || !QuotingEnclave.fits(attributes, known.mask(), known.attributes())) {
        // Intel's own library accepts no other attributes than zero, whatever the mask.
        differs("SEAMATTRIBUTES", known.attributes(), attributes);
      } else {
        checks.pass(
            DcapCheck.TDX_MODULE, (own ? known.id() : "without a major version") + ", of Intel");
      }
    }

    private void differs(String what, Bytes wanted, Bytes found) {
      checks.fail(
          DcapCheck.TDX_MODULE, new Reason.EndorsementDiffers(what, wanted.hex(), found.hex()));
    }

    private DcapFinding finding(
        PathVerifier.@Nullable Result path,
        Optional<PckFacts> pck,
        Optional<TcbInfo> info,
        Optional<QeIdentity> identity) {
      TrustAnchor anchor = path == null ? null : path.anchor();
      boolean simulated = anchor != null && anchor.simulated();
      boolean genuine = checks.failures() == 0;
      checks.enter(Stage.PLATFORM);
      OptionalInt evaluation =
          info.isPresent() && identity.isPresent()
              ? OptionalInt.of(
                  Math.min(info.get().head().evaluation(), identity.get().head().evaluation()))
              : OptionalInt.empty();
      if (!genuine || pck.isEmpty() || info.isEmpty() || identity.isEmpty()) {
        checks.fail(
            DcapCheck.PLATFORM_STATUS,
            new Reason.Unverifiable("not determined, because the checks above don't hold"));
        return new DcapFinding(PlatformStatus.UNKNOWN, List.of(), pck, evaluation, simulated);
      }
      PlatformEvaluation platform =
          new PlatformEvaluation(info.get(), identity.get(), pck.get(), quote, checks);
      PlatformStatus status = platform.run();
      return new DcapFinding(status, platform.advisories(), pck, evaluation, simulated);
    }
  }
}
