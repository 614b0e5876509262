// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.azure.AzureSnpEvidence;
import dev.strongroom.attestation.azure.AzureTdxEvidence;
import dev.strongroom.attestation.composite.CompositeEvidence;
import dev.strongroom.attestation.dcap.DcapQuote;
import dev.strongroom.attestation.dcap.QuoteSignature;
import dev.strongroom.attestation.dcap.TdReport;
import dev.strongroom.attestation.endorsements.EndorsementFile;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.attestation.nvidia.NvidiaEvidence;
import dev.strongroom.attestation.nvidia.nras.NrasAnswer;
import dev.strongroom.attestation.snp.Product;
import dev.strongroom.attestation.snp.Signer;
import dev.strongroom.attestation.snp.SnpEvidence;
import dev.strongroom.attestation.snp.SnpReport;
import dev.strongroom.attestation.tsm.TsmEvidence;
import dev.strongroom.endorsements.Subject.EncryptedPlatform;
import dev.strongroom.endorsements.Subject.NvidiaDevice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What evidence is of, as the verifier's own parsers read it.
final class SubjectReader {
  // Certification data that name a platform end with CPU SVN (16 bytes), PCE SVN and PCE id (2).
  private static final int BEHIND_PPID = 20;
  private static final int SHORTEST_PPID = 256;
  private static final int LONGEST_PPID = 384;

  private SubjectReader() {}

  /// Reads evidence.
  ///
  /// @throws UnknownEvidenceException if it isn't any, or doesn't say what to ask for
  static Subject of(Bytes evidence) throws UnknownEvidenceException {
    Optional<Bytes> quote = BareQuote.in(evidence);
    try {
      return of(Evidence.parse(quote.orElse(evidence)));
    } catch (MalformedEvidenceException e) {
      throw new UnknownEvidenceException(e.code() + ": " + e.getMessage());
    }
  }

  private static Subject of(Evidence evidence) throws UnknownEvidenceException {
    return switch (evidence) {
      case NitroDocument _ -> new Subject.Complete();
      case TsmEvidence envelope -> of(envelope.report());
      case SnpEvidence snp -> amd(snp.report(), snp.brought());
      case AzureSnpEvidence azure -> amd(azure.report(), azure.brought());
      case AzureTdxEvidence azure -> intel(azure.quote());
      case DcapQuote quote -> intel(quote);
      case NvidiaEvidence nvidia -> nvidia(nvidia);
      case NrasAnswer _ -> new Subject.NvidiaToken();
      case CompositeEvidence composite -> composite(composite);
    };
  }

  private static Subject amd(SnpReport report, Endorsements brought)
      throws UnknownEvidenceException {
    if (report.signer() == Signer.NONE) {
      throw new UnknownEvidenceException("the report isn't signed");
    }
    // Version 2 doesn't say; only Milan and Genoa made such.
    List<Product> products =
        report.version() < 3
            ? List.of(Product.MILAN, Product.GENOA)
            : report.product().map(List::of).orElse(List.of());
    if (products.isEmpty()) {
      throw new UnknownEvidenceException("a report of an AMD processor that isn't known");
    }
    return new Subject.AmdGuest(
        products,
        report.signer() == Signer.VLEK,
        report.chipId(),
        report.reportedTcb(),
        brought.of(Endorsements.Type.CERTIFICATE));
  }

  private static Subject intel(DcapQuote quote) throws UnknownEvidenceException {
    boolean tdx = quote.body() instanceof TdReport;
    Bytes data = quote.signature().certificationData();
    return switch (quote.signature().certificationType()) {
      case QuoteSignature.PCK_CHAIN -> new Subject.IntelQuote(tdx, chain(data), Optional.empty());
      case 2, 3 -> new Subject.IntelQuote(tdx, List.of(), Optional.of(platform(data)));
      default -> new Subject.IntelQuote(tdx, List.of(), Optional.empty());
    };
  }

  private static List<Bytes> chain(Bytes content) throws UnknownEvidenceException {
    try {
      return EndorsementFile.pem(new String(content.toByteArray(), StandardCharsets.ISO_8859_1))
          .of(Endorsements.Type.CERTIFICATE);
    } catch (MalformedJsonException e) {
      throw new UnknownEvidenceException("its certificates: " + e.getMessage());
    }
  }

  /// Identifier (256 or 384 bytes, by the key that it is encrypted with), CPU SVN, PCE SVN, PCE id
  /// (Intel, "SGX ECDSA Quote Generation", appendix A.4).
  private static EncryptedPlatform platform(Bytes data) throws UnknownEvidenceException {
    int ppid = data.length() - BEHIND_PPID;
    if (ppid < SHORTEST_PPID || ppid > LONGEST_PPID) {
      throw new UnknownEvidenceException("a platform named by " + data.length() + " bytes");
    }
    return new EncryptedPlatform(
        data.slice(0, ppid),
        data.slice(ppid, ppid + 16),
        data.slice(ppid + 16, ppid + 18),
        data.slice(ppid + 18, ppid + 20));
  }

  private static Subject nvidia(NvidiaEvidence evidence) throws UnknownEvidenceException {
    List<NvidiaDevice> devices = new ArrayList<>();
    for (var device : evidence.devices()) {
      devices.add(
          new NvidiaDevice(
              ManifestNames.of(device.report().opaque(), device.chain()), device.chain()));
    }
    return new Subject.NvidiaDevices(devices);
  }

  private static Subject composite(CompositeEvidence composite) throws UnknownEvidenceException {
    List<Subject> parts = new ArrayList<>();
    parts.add(of(composite.cpu()));
    for (Evidence device : composite.devices()) {
      parts.add(of(device));
    }
    return new Subject.Composite(parts);
  }
}
