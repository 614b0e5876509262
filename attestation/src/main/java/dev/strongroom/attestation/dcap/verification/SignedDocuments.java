// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.SignatureAlgorithm;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.dcap.PckFacts;
import dev.strongroom.attestation.dcap.verification.TcbInfo.Head;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.x509.RememberedEndorsements;
import dev.strongroom.attestation.x509.RememberedEndorsements.Reader;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// TCB info and the quoting enclave's identity: the best that is given, and whether it may be
/// relied on. Choosing comes before verifying, so a bad document can only cause a refusal.
final class SignedDocuments {
  private final SignatureProvider signatures;
  private final EvidenceKind kind;
  private final Instant at;
  private final RememberedEndorsements remembered;
  private final CheckList checks;

  SignedDocuments(
      SignatureProvider signatures,
      EvidenceKind kind,
      Instant at,
      RememberedEndorsements remembered,
      CheckList checks) {
    this.signatures = signatures;
    this.kind = kind;
    this.at = at;
    this.remembered = remembered;
    this.checks = checks;
  }

  /// Who signs them.
  ///
  /// @param info SubjectPublicKeyInfo, DER
  /// @param trusted whether the path to the key holds
  record Signer(PublicKey key, Bytes info, boolean trusted) {}

  /// What is given of a sort.
  ///
  /// @param best what is to be relied on, if anything can be read
  /// @param problem why there is none
  record Choice<T>(Optional<T> best, @Nullable Reason problem) {}

  Choice<TcbInfo> tcbInfo(Endorsements endorsements, Optional<PckFacts> pck) {
    Predicate<TcbInfo> fits =
        info -> kindProblem(info.head()) == null && platformProblem(info, pck) == null;
    return best(
        endorsements.of(Endorsements.Type.TCB_INFO),
        "TCB info",
        served -> remembered.read(TcbInfo.class, served, CollateralReader::tcbInfo),
        fits,
        TcbInfo::head);
  }

  Choice<QeIdentity> qeIdentity(Endorsements endorsements) {
    return best(
        endorsements.of(Endorsements.Type.QE_IDENTITY),
        "QE identity",
        served -> remembered.read(QeIdentity.class, served, CollateralReader::qeIdentity),
        identity -> identityProblem(identity.head()) == null,
        QeIdentity::head);
  }

  private <T> Choice<T> best(
      List<Bytes> given,
      String what,
      Reader<T, MalformedJsonException> reader,
      Predicate<T> fits,
      Function<T, Head> head) {
    Reason problem = new Reason.EndorsementMissing(what);
    List<T> read = new ArrayList<>();
    for (Bytes served : given) {
      try {
        read.add(reader.read(served));
      } catch (MalformedJsonException e) {
        problem = new Reason.EndorsementMalformed(what, e.getMessage());
      }
    }
    Optional<T> best =
        read.stream()
            .max(
                Comparator.comparing((T one) -> fits.test(one))
                    .thenComparing(one -> head.apply(one).isCurrentAt(at))
                    .thenComparingInt(one -> head.apply(one).evaluation())
                    .thenComparing(one -> head.apply(one).from()));
    return new Choice<>(best, best.isPresent() ? null : problem);
  }

  /// Checks TCB info against its signer, the date and the platform.
  void check(Choice<TcbInfo> choice, @Nullable Signer signer, Optional<PckFacts> pck) {
    if (choice.best().isEmpty()) {
      missing(choice.problem(), DcapCheck.TCB_INFO);
      return;
    }
    TcbInfo info = choice.best().get();
    Head head = info.head();
    checks.pass(
        DcapCheck.TCB_INFO,
        head.id() + ", version " + head.version() + ", evaluation " + head.evaluation());
    signature(
        DcapCheck.TCB_INFO_SIGNATURE,
        "TCB info",
        head,
        signer,
        TcbInfo.class,
        CollateralReader::tcbInfo);
    note(DcapCheck.TCB_INFO_KIND, kindProblem(head), "about " + head.id());
    validity(DcapCheck.TCB_INFO_VALIDITY, "TCB info", head);
    note(DcapCheck.TCB_INFO_PLATFORM, platformProblem(info, pck), "FMSPC " + info.fmspc().hex());
  }

  /// Checks the quoting enclave's identity against its signer and the date.
  void check(Choice<QeIdentity> choice, @Nullable Signer signer) {
    if (choice.best().isEmpty()) {
      missing(choice.problem(), DcapCheck.QE_IDENTITY);
      return;
    }
    Head head = choice.best().get().head();
    checks.pass(
        DcapCheck.QE_IDENTITY,
        head.id() + ", version " + head.version() + ", evaluation " + head.evaluation());
    signature(
        DcapCheck.QE_IDENTITY_SIGNATURE,
        "QE identity",
        head,
        signer,
        QeIdentity.class,
        CollateralReader::qeIdentity);
    note(DcapCheck.QE_IDENTITY_KIND, identityProblem(head), "of " + head.id());
    validity(DcapCheck.QE_IDENTITY_VALIDITY, "QE identity", head);
  }

  private void missing(@Nullable Reason problem, DcapCheck name) {
    checks.fail(name, problem != null ? problem : new Reason.EndorsementMissing(name.label()));
  }

  private void note(DcapCheck name, @Nullable Reason problem, String otherwise) {
    if (problem == null) {
      checks.pass(name, otherwise);
    } else {
      checks.fail(name, problem);
    }
  }

  private <T> void signature(
      DcapCheck name,
      String what,
      Head head,
      @Nullable Signer signer,
      Class<T> form,
      Reader<T, MalformedJsonException> reader) {
    if (signer == null) {
      checks.fail(name, new Reason.Unverifiable("nobody's key to verify it with"));
    } else if (remembered.signed(form, head.served(), signer.info())) {
      checks.pass(name, "made by the TCB signing key over the bytes as served, as remembered");
    } else if (signed(signatures, head, signer.key())) {
      if (signer.trusted()) {
        remember(head, signer, form, reader);
      }
      checks.pass(name, "made by the TCB signing key over the bytes as served");
    } else {
      checks.fail(
          name, new Reason.EndorsementInvalid(what, "its signature isn't the TCB signing key's"));
    }
  }

  private <T> void remember(
      Head head, Signer signer, Class<T> form, Reader<T, MalformedJsonException> reader) {
    try {
      remembered.remember(form, head.served(), signer.info(), reader);
    } catch (MalformedJsonException e) {
      throw new IllegalStateException("what was read once reads again", e);
    }
  }

  static boolean signed(SignatureProvider signatures, Head head, PublicKey signer) {
    return signatures.verify(
        SignatureAlgorithm.ECDSA_SHA256_FIXED, signer, head.signature(), head.signed());
  }

  private void validity(DcapCheck name, String what, Head head) {
    if (head.isCurrentAt(at)) {
      checks.pass(name, "from " + head.from() + " until " + head.until());
    } else {
      checks.fail(name, new Reason.EndorsementOutOfDate(what, head.from(), head.until(), at));
    }
  }

  private @Nullable Reason kindProblem(Head head) {
    boolean domain = kind == EvidenceKind.TDX;
    boolean right = head.id().equals(domain ? "TDX" : "SGX") && (!domain || head.version() == 3);
    return right
        ? null
        : new Reason.EndorsementDiffers(
            "TCB info", head.id() + ", version " + head.version(), kind.toString());
  }

  private @Nullable Reason identityProblem(Head head) {
    String wanted = kind == EvidenceKind.TDX ? "TD_QE" : "QE";
    return head.id().equals(wanted)
        ? null
        : new Reason.EndorsementDiffers("QE identity", head.id(), wanted);
  }

  private static @Nullable Reason platformProblem(TcbInfo info, Optional<PckFacts> pck) {
    if (pck.isEmpty()) {
      return new Reason.Unverifiable("no platform to compare it with");
    }
    if (!info.fmspc().equals(pck.get().fmspc())) {
      return new Reason.EndorsementDiffers("FMSPC", info.fmspc().hex(), pck.get().fmspc().hex());
    }
    if (!info.pceId().equals(pck.get().pceId())) {
      return new Reason.EndorsementDiffers("PCE id", info.pceId().hex(), pck.get().pceId().hex());
    }
    return null;
  }
}
