// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.Reason;
import dev.strongroom.attestation.SignatureAlgorithm;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.checks.CheckList;
import dev.strongroom.attestation.cose.CoseSign1;
import dev.strongroom.attestation.nitro.ModuleId;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.attestation.nitro.Pcrs;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.attestation.x509.PathProfile;
import dev.strongroom.attestation.x509.PathVerifier;
import java.security.PublicKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Asks whether a document is genuine: did the Nitro hypervisor of AWS sign these bytes?
///
/// Steps as in AWS's "Validating attestation documents": syntax was the parser's work, then
/// certificates, then the signature, and the cross-checks that genuine documents always satisfy.
public final class NitroVerification {
  /// How the root of our own simulated device is named, so that no policy can leave the label off.
  private static final String SIMULATED = "SIMULATED";

  /// How the checks of its only path are named.
  private static final String PATH = "path";

  private static final int SIGNATURE_LENGTH = 96;

  private final SignatureProvider signatures;
  private final PathVerifier paths;

  /// A verification that computes with `signatures` and verifies paths by `paths`.
  public NitroVerification(SignatureProvider signatures, PathVerifier paths) {
    this.signatures = signatures;
    this.paths = paths;
  }

  /// Runs all checks.
  ///
  /// @param at the time for which certificates are judged
  /// @return whether the document is a simulated device's: its root is pinned as one, or calls
  ///   itself so. Told whether or not the path holds
  public boolean check(
      NitroDocument document, List<TrustAnchor> anchors, Instant at, CheckList checks) {
    headers(document.envelope(), checks);
    PathVerifier.Result path =
        paths.verify(
            PATH,
            PathProfile.P384,
            document.cabundle(),
            document.certificate(),
            anchors,
            at,
            checks);
    signature(document.envelope(), path.leafKey(), checks);
    names(document, path.certificates(), checks);
    content(document, checks);
    return simulated(path);
  }

  private static boolean simulated(PathVerifier.Result path) {
    TrustAnchor anchor = path.anchor();
    if (anchor != null && anchor.simulated()) {
      return true;
    }
    String root =
        path.certificates().isEmpty() ? null : path.certificates().getFirst().commonName();
    return root != null && root.startsWith(SIMULATED);
  }

  private static void headers(CoseSign1 envelope, CheckList checks) {
    if (envelope.protectedHeader().equals(CoseSign1.ES384_HEADER)) {
      checks.pass(NitroCheck.ALGORITHM, "ES384");
    } else {
      checks.fail(
          NitroCheck.ALGORITHM,
          new Reason.UnsupportedAlgorithm("in header " + envelope.protectedHeader()));
    }
    if (envelope.unprotectedEmpty()) {
      checks.pass(NitroCheck.HEADERS, "no unprotected header");
    } else {
      checks.fail(
          NitroCheck.HEADERS, new Reason.UnexpectedHeader("unprotected header isn't empty"));
    }
  }

  private static void content(NitroDocument document, CheckList checks) {
    checks.pass(
        NitroCheck.FIELDS,
        document.unknownKeys().isEmpty()
            ? "all known"
            : "unknown, not interpreted: " + document.unknownKeys());
    kind(document, checks);
    measurements(document, checks);
    instance(document, checks);
  }

  private static void kind(NitroDocument document, CheckList checks) {
    boolean consistent =
        ModuleId.parse(document.moduleId()).filter(id -> id.kind() == document.kind()).isPresent();
    if (consistent) {
      checks.pass(NitroCheck.KIND, document.kind().toString());
    } else {
      checks.fail(
          NitroCheck.KIND,
          new Reason.Inconsistent(
              "module id " + document.moduleId() + " isn't one of kind " + document.kind()));
    }
  }

  /// All registers that boot locks are there, as SHA-384; the image's are all measured or none is.
  private static void measurements(NitroDocument document, CheckList checks) {
    boolean enclave = document.kind() == EvidenceKind.NITRO_ENCLAVE;
    int always = enclave ? Pcrs.ENCLAVE_ALWAYS : Pcrs.TPM_ALWAYS;
    String problem = null;
    if (!document.digest().equals("SHA384")) {
      problem = "digest " + document.digest() + " instead of SHA384";
    } else if (document.pcrs().values().stream().anyMatch(pcr -> pcr.length() != Pcrs.LENGTH)) {
      problem = "a PCR isn't a SHA-384";
    } else if (document.pcrs().headMap(always).size() != always) {
      problem = "not all of PCR 0 to " + (always - 1) + " are there";
    } else if (enclave) {
      long zero =
          Pcrs.IMAGE.stream()
              .filter(index -> Objects.requireNonNull(document.pcrs().get(index)).isAllZero())
              .count();
      if (zero != 0 && zero != Pcrs.IMAGE.size()) {
        problem = "some of PCR 0 to 2 are zero and others aren't";
      }
    }
    if (problem == null) {
      checks.pass(NitroCheck.MEASUREMENTS, document.pcrs().size() + " PCRs, SHA-384");
    } else {
      checks.fail(NitroCheck.MEASUREMENTS, new Reason.Inconsistent(problem));
    }
  }

  /// PCR 4 of an enclave measures the instance id, which the module id states as well.
  private static void instance(NitroDocument document, CheckList checks) {
    if (document.kind() != EvidenceKind.NITRO_ENCLAVE) {
      checks.skip(NitroCheck.INSTANCE, "PCR 4 of a NitroTPM measures the boot manager");
      return;
    }
    Optional<ModuleId> id = ModuleId.parse(document.moduleId());
    Bytes pcr4 = document.pcrs().get(Pcrs.INSTANCE);
    boolean measured =
        id.isPresent() && Pcrs.extended(Bytes.utf8(id.get().instance())).equals(pcr4);
    if (measured) {
      checks.pass(NitroCheck.INSTANCE, "PCR 4 measures the instance in the module id");
    } else {
      checks.fail(
          NitroCheck.INSTANCE,
          new Reason.Inconsistent("PCR 4 doesn't measure the instance in the module id"));
    }
  }

  /// The leaf is named `<module id>.<region>.<partition>`, its issuer `<instance id>.<region>.
  /// <partition>.nitro-enclaves`, and the document was made while the leaf was valid.
  private static void names(
      NitroDocument document, List<Certificate> certificates, CheckList checks) {
    if (certificates.isEmpty()) {
      Reason unread = new Reason.Unverifiable("the certificates can't be read");
      checks.fail(NitroCheck.LEAF_NAME, unread);
      checks.fail(NitroCheck.LEAF_TIME, unread);
      return;
    }
    Certificate leaf = certificates.getLast();
    Certificate issuer = certificates.get(certificates.size() - 2);
    String problem = nameProblem(document.moduleId(), leaf.commonName(), issuer.commonName());
    if (problem == null) {
      checks.pass(NitroCheck.LEAF_NAME, String.valueOf(leaf.commonName()));
    } else {
      checks.fail(NitroCheck.LEAF_NAME, new Reason.Inconsistent(problem));
    }
    // The timestamp has milliseconds, a certificate's dates only seconds.
    if (leaf.isValidAt(document.timestamp().truncatedTo(ChronoUnit.SECONDS))) {
      checks.pass(
          NitroCheck.LEAF_TIME, "made at " + document.timestamp() + ", within the leaf's validity");
    } else {
      checks.fail(
          NitroCheck.LEAF_TIME,
          new Reason.Inconsistent(
              "made at " + document.timestamp() + ", outside the leaf's validity"));
    }
  }

  private static @Nullable String nameProblem(
      String moduleId, @Nullable String leaf, @Nullable String issuer) {
    if (leaf == null || !leaf.startsWith(moduleId + ".")) {
      return "leaf is named " + leaf + ", not for " + moduleId;
    }
    String place = leaf.substring(moduleId.length());
    String instance = ModuleId.parse(moduleId).map(ModuleId::instance).orElse(moduleId);
    String wanted = instance + place + ".nitro-enclaves";
    return wanted.equals(issuer) ? null : "leaf's issuer is named " + issuer + ", not " + wanted;
  }

  private void signature(CoseSign1 envelope, @Nullable PublicKey leafKey, CheckList checks) {
    if (leafKey == null) {
      checks.fail(
          NitroCheck.SIGNATURE, new Reason.Unverifiable("the leaf has no usable P-384 key"));
    } else if (envelope.signature().length() != SIGNATURE_LENGTH) {
      checks.fail(
          NitroCheck.SIGNATURE,
          new Reason.SignatureInvalid(
              "signature of " + envelope.signature().length() + " bytes instead of 96"));
    } else if (signatures.verify(
        SignatureAlgorithm.ECDSA_SHA384_FIXED,
        leafKey,
        envelope.signature(),
        envelope.signedPrefix(),
        envelope.payload())) {
      checks.pass(NitroCheck.SIGNATURE, "made by the leaf's key");
    } else {
      checks.fail(
          NitroCheck.SIGNATURE,
          new Reason.SignatureInvalid("signature isn't the leaf's over this content"));
    }
  }
}
