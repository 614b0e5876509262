// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.verification;

import static dev.strongroom.attestation.nvidia.verification.ManifestReader.children;
import static dev.strongroom.attestation.nvidia.verification.ManifestReader.is;
import static dev.strongroom.attestation.nvidia.verification.ManifestReader.malformed;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.SignatureProvider;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import javax.xml.crypto.KeySelector;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/// The signature of a manifest (W3C XML Signature 1.1), of the one form that NVIDIA's have: a
/// single reference to the whole document, enveloped, C14N 1.1, SHA-384, ECDSA. Any other is
/// refused before anything is computed, so that no transform and no other reference comes into
/// play, and nothing that is read lies outside of what was signed.
final class ManifestSignature {
  static final String NAMESPACE = "http://www.w3.org/2000/09/xmldsig#";

  private static final String C14N = "http://www.w3.org/2006/12/xml-c14n11";
  private static final String ECDSA = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384";
  private static final String SHA384 = "http://www.w3.org/2001/04/xmldsig-more#sha384";
  private static final String ENVELOPED = NAMESPACE + "enveloped-signature";
  private static final int MOST_CERTIFICATES = 8;
  private static final int SIGNATURE_LENGTH = 96;
  private static final int DIGEST_LENGTH = 48;

  /// The JDK's own, wherever it stands among the process's providers.
  private static final Provider XML_SIGNATURES =
      Objects.requireNonNull(Security.getProvider("XMLDSig"), "this Java runtime has no XMLDSig");

  private final Element signature;

  private ManifestSignature(Element signature) {
    this.signature = signature;
  }

  static ManifestSignature of(Element signature) throws MalformedManifestException {
    if (signature.getAttributes().getLength() != namespaces(signature)) {
      throw malformed("the signature has attributes");
    }
    List<Element> parts = parts(signature, "SignedInfo", "SignatureValue", "KeyInfo");
    length(parts.get(1), SIGNATURE_LENGTH);
    List<Element> info =
        parts(parts.getFirst(), "CanonicalizationMethod", "SignatureMethod", "Reference");
    algorithm(info.get(0), C14N);
    algorithm(info.get(1), ECDSA);
    Element reference = info.get(2);
    if (reference.getAttributes().getLength() != 1 || !reference.hasAttribute("URI")) {
      throw malformed("the reference has other attributes than URI");
    }
    if (!reference.getAttribute("URI").isEmpty()) {
      throw malformed("the signature isn't over the whole document");
    }
    List<Element> referenced = parts(reference, "Transforms", "DigestMethod", "DigestValue");
    List<Element> transforms = children(referenced.get(0));
    if (transforms.size() != 2
        || !is(transforms.get(0), NAMESPACE, "Transform")
        || !is(transforms.get(1), NAMESPACE, "Transform")) {
      throw malformed("other transforms than the two in use");
    }
    algorithm(transforms.get(0), ENVELOPED);
    algorithm(transforms.get(1), C14N);
    algorithm(referenced.get(1), SHA384);
    length(referenced.get(2), DIGEST_LENGTH);
    return new ManifestSignature(signature);
  }

  /// The certificates sent along, leaf first; what they are worth is for the path to show.
  static List<Bytes> chain(Element signature) throws MalformedManifestException {
    Element keyInfo = parts(signature, "SignedInfo", "SignatureValue", "KeyInfo").get(2);
    List<Bytes> chain = new ArrayList<>();
    for (Element certificate : children(parts(keyInfo, "X509Data").getFirst())) {
      if (!is(certificate, NAMESPACE, "X509Certificate") || chain.size() == MOST_CERTIFICATES) {
        throw malformed("X509Data with something else than certificates, or too many");
      }
      chain.add(base64(certificate));
    }
    if (chain.size() < 2) {
      throw malformed("no chain of certificates");
    }
    return chain;
  }

  /// Whether `key` signed the document.
  boolean verifies(PublicKey key, SignatureProvider provider) {
    DOMValidateContext context =
        new DOMValidateContext(KeySelector.singletonKeySelector(key), signature);
    context.setProperty("org.jcp.xml.dsig.secureValidation", true);
    context.setProperty("org.jcp.xml.dsig.internal.dom.SignatureProvider", provider.provider());
    try {
      return XMLSignatureFactory.getInstance("DOM", XML_SIGNATURES)
          .unmarshalXMLSignature(context)
          .validate(context);
    } catch (MarshalException | XMLSignatureException e) {
      return false;
    }
  }

  /// The children, which have to be exactly these.
  private static List<Element> parts(Element parent, String... names)
      throws MalformedManifestException {
    List<Element> found = exactly(parent, names.length);
    for (int i = 0; i < names.length; i++) {
      if (!is(found.get(i), NAMESPACE, names[i])) {
        throw malformed(parent.getNodeName() + " holds " + found.get(i).getNodeName());
      }
    }
    return found;
  }

  private static List<Element> exactly(Element parent, int count)
      throws MalformedManifestException {
    List<Element> found = children(parent);
    if (found.size() != count) {
      throw malformed(parent.getNodeName() + " has " + found.size() + " parts, not " + count);
    }
    return found;
  }

  private static void algorithm(Element element, String wanted) throws MalformedManifestException {
    if (element.getAttributes().getLength() != 1
        || !element.getAttribute("Algorithm").equals(wanted)
        || element.getFirstChild() != null) {
      throw malformed(element.getNodeName() + " isn't " + wanted);
    }
  }

  /// The JDK's classes take a value that isn't base64 for a mistake of the caller's.
  private static void length(Element element, int wanted) throws MalformedManifestException {
    if (base64(element).length() != wanted) {
      throw malformed(element.getNodeName() + " isn't " + wanted + " bytes");
    }
  }

  private static int namespaces(Element element) {
    int count = 0;
    for (int i = 0; i < element.getAttributes().getLength(); i++) {
      if (element.getAttributes().item(i).getNodeName().startsWith("xmlns")) {
        count++;
      }
    }
    return count;
  }

  private static Bytes base64(Element element) throws MalformedManifestException {
    for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node.getNodeType() != Node.TEXT_NODE) {
        throw malformed("something else than base64 in " + element.getNodeName());
      }
    }
    try {
      String text = element.getTextContent().replaceAll("\\s", "");
      return Bytes.copyOf(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      throw malformed("not base64 in " + element.getNodeName());
    }
  }
}
