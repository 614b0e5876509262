// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.endorsements.Subject.NvidiaDevice;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// NVIDIA's services: reference manifests by name, whether certificates were revoked, and the keys
/// of its attestation service.
final class NvidiaServices {
  private static final int LIMIT = 4 << 20;
  private static final int OCSP_LIMIT = 64 << 10;
  private static final int MOST_SIGNERS = 8;
  private static final Pattern SIGNER =
      Pattern.compile("<(?:\\w+:)?X509Certificate>([A-Za-z0-9+/=\\s]*)</");

  private final Desk desk;
  private final Services services;
  private final Supplier<Bytes> nonces;
  private final Set<String> asked = new HashSet<>();

  NvidiaServices(Desk desk, Services services, Supplier<Bytes> nonces) {
    this.desk = desk;
    this.services = services;
    this.nonces = nonces;
  }

  void fetch(List<NvidiaDevice> devices, Collected collected) throws InterruptedException {
    for (NvidiaDevice device : devices) {
      for (List<String> names : device.manifests()) {
        if (asked.add("rim " + names.getFirst())) {
          manifest(names, collected);
        }
      }
      // The leaf is made anew at each start; no responder knows it.
      status(parsed(device.chain()), 1, collected);
    }
  }

  void keys(Collected collected) throws InterruptedException {
    List<Item> _ =
        collected.tried(() -> desk.ask(Question.get(services.nvidiaKeys(), LIMIT), Forms::keySet));
  }

  private void manifest(List<String> names, Collected collected) throws InterruptedException {
    List<FetchException> problems = new ArrayList<>();
    for (String name : names) {
      try {
        List<Item> items =
            desk.ask(
                Question.get(Services.under(services.nvidiaRim(), "/v1/rim/" + name), LIMIT),
                Forms.manifest(name));
        collected.add(items);
        status(signers(items.getFirst().content()), 0, collected);
        return;
      } catch (FetchException e) {
        problems.add(e);
        if (e.problem() != Problem.NOT_FOUND) {
          break;
        }
      }
    }
    problems.forEach(collected::failed);
  }

  /// Asks about each certificate from `first` on whose issuer follows.
  private void status(List<Certificate> chain, int first, Collected collected)
      throws InterruptedException {
    for (int i = first; i < chain.size(); i++) {
      Certificate certificate = chain.get(i);
      for (Certificate issuer : chain) {
        if (!certificate.subject().equals(certificate.issuer())
            && issuer.subject().equals(certificate.issuer())) {
          ocsp(certificate, issuer, collected);
          break;
        }
      }
    }
  }

  private void ocsp(Certificate certificate, Certificate issuer, Collected collected)
      throws InterruptedException {
    OcspQuestion question;
    try {
      question = OcspQuestion.about(certificate, issuer, nonces.get());
    } catch (DerException e) {
      collected.failed(
          new FetchException("OCSP response", Problem.MALFORMED, "key: " + e.getMessage()));
      return;
    }
    String name = "ocsp " + services.nvidiaOcsp() + " " + question.name();
    if (asked.add(name)) {
      List<Item> _ =
          collected.tried(() ->
              desk.ask(
                  name,
                  Question.ocsp(services.nvidiaOcsp(), question.encoded(), OCSP_LIMIT),
                  Forms.ocsp(question)));
    }
  }

  /// The certificates in a manifest's signature.
  private static List<Certificate> signers(Bytes manifest) {
    List<Bytes> encoded = new ArrayList<>();
    Matcher signer =
        SIGNER.matcher(new String(manifest.toByteArray(), StandardCharsets.ISO_8859_1));
    while (signer.find() && encoded.size() < MOST_SIGNERS) {
      try {
        encoded.add(
            Bytes.copyOf(Base64.getDecoder().decode(signer.group(1).replaceAll("\\s", ""))));
      } catch (IllegalArgumentException e) {
        // The verifier will say so.
      }
    }
    return parsed(encoded);
  }

  private static List<Certificate> parsed(List<Bytes> encoded) {
    List<Certificate> certificates = new ArrayList<>();
    for (Bytes one : encoded) {
      try {
        certificates.add(Certificate.parse(one));
      } catch (DerException e) {
        // The verifier will say so.
      }
    }
    return certificates;
  }
}
