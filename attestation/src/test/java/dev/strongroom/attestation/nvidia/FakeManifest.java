// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.fixtures.CertificateSpec;
import dev.strongroom.attestation.fixtures.FakeChain;
import dev.strongroom.attestation.fixtures.FakeDocument;
import dev.strongroom.attestation.fixtures.FakeNitro;
import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfoFactory;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.w3c.dom.Document;

/// A reference manifest, signed under a test root. Nothing is checked.
final class FakeManifest {
  private static final Instant MADE = Instant.parse("2025-01-01T00:00:00Z");
  private static final String C14N = "http://www.w3.org/2006/12/xml-c14n11";
  private static final FakeChain CHAIN = newChain();

  private final FakeChain chain = CHAIN.copy();
  private final Map<Integer, List<Bytes>> active = new TreeMap<>();
  private String version;
  private String product = "GH100";
  private String edition = "GPU";

  private FakeManifest(String version) {
    this.version = version;
  }

  /// Of the fake GPU's VBIOS: indices 0 to 19.
  static FakeManifest vbios() {
    FakeManifest manifest = new FakeManifest("96.00.9F.00.01");
    for (int i = 0; i < 20; i++) {
      manifest.active(i, FakeNvidia.measurement(i + 1));
    }
    return manifest;
  }

  /// Of the fake GPU's driver: indices 20 to 38.
  static FakeManifest driver() {
    FakeManifest manifest = new FakeManifest("550.90.07");
    for (int i = 20; i < 39; i++) {
      manifest.active(i, FakeNvidia.measurement(i + 1));
    }
    return manifest;
  }

  static TrustAnchor anchor() {
    return FakeDocument.pin("test manifests", CHAIN.issue().getFirst(), false);
  }

  private static FakeChain newChain() {
    List<CertificateSpec> specs = new ArrayList<>();
    for (String name : List.of("Root", "GH100 CA", "L3 GH100 001")) {
      specs.add(
          spec("CN=Test Reference Value " + name + ",O=NVIDIA", "2053-03-08T15:37:34Z")
              .ca(-1)
              .keyIds(true, true)
              .keyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign, true));
    }
    specs.add(
        spec("CN=Test RIM L4 Signer,O=NVIDIA", "2027-01-01T00:00:00Z")
            .notCa(true)
            .keyIds(true, true)
            .keyUsage(KeyUsage.digitalSignature, true));
    FakeChain chain = new FakeChain(specs);
    chain.issue();
    return chain;
  }

  private static CertificateSpec spec(String name, String until) {
    return new CertificateSpec(FakeNitro.p384(), new X500Name(name), MADE, Instant.parse(until));
  }

  FakeChain chain() {
    return chain;
  }

  FakeManifest active(int index, Bytes... values) {
    active.put(index, List.of(values));
    return this;
  }

  FakeManifest version(String value) {
    version = value;
    return this;
  }

  FakeManifest product(String value) {
    product = value;
    return this;
  }

  FakeManifest edition(String value) {
    edition = value;
    return this;
  }

  Item item() {
    return item(xml());
  }

  static Item item(String xml) {
    return Item.of(Endorsements.Type.REFERENCE_MANIFEST, Bytes.utf8(xml));
  }

  private String unsigned() {
    StringBuilder xml =
        new StringBuilder(
            "<SoftwareIdentity xmlns=\"http://standards.iso.org/iso/19770/-2/2015/schema.xsd\""
                + " xmlns:h=\"http://www.w3.org/2001/04/xmlenc#sha384\" name=\"t\" tagId=\"00\">"
                + "<Entity name=\"N\" role=\"tagCreator\"/><Meta colloquialVersion=\""
                + version
                + "\" edition=\""
                + edition
                + "\" product=\""
                + product
                + "\"/><Payload>");
    active.forEach((index, values) -> {
      xml.append("<Resource type=\"Measurement\" index=\"").append(index);
      xml.append("\" active=\"True\" alternatives=\"").append(values.size()).append('"');
      for (int i = 0; i < values.size(); i++) {
        xml.append(" h:Hash").append(i).append("=\"").append(values.get(i).hex()).append('"');
      }
      xml.append("/>");
    });
    return xml.append("</Payload></SoftwareIdentity>").toString();
  }

  String xml() {
    return xml("", List.of(Transform.ENVELOPED, C14N));
  }

  /// Signed with another reference or other transforms than NVIDIA's.
  String xml(String uri, List<String> transforms) {
    try {
      DocumentBuilderFactory parsers = DocumentBuilderFactory.newDefaultNSInstance();
      Document document =
          parsers
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(unsigned().getBytes(StandardCharsets.UTF_8)));
      document.getDocumentElement().setIdAttribute("tagId", true);
      XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
      List<Transform> steps = new ArrayList<>();
      for (String transform : transforms) {
        steps.add(factory.newTransform(transform, (TransformParameterSpec) null));
      }
      Reference reference =
          factory.newReference(
              uri,
              factory.newDigestMethod("http://www.w3.org/2001/04/xmldsig-more#sha384", null),
              steps,
              null,
              null);
      CertificateFactory certificates = CertificateFactory.getInstance("X.509");
      List<Object> chained = new ArrayList<>();
      for (Bytes certificate : chain.issue().reversed()) {
        chained.add(
            certificates.generateCertificate(new ByteArrayInputStream(certificate.toByteArray())));
      }
      KeyInfoFactory keys = factory.getKeyInfoFactory();
      DOMSignContext context =
          new DOMSignContext(chain.leaf().keys().getPrivate(), document.getDocumentElement());
      factory
          .newXMLSignature(
              factory.newSignedInfo(
                  factory.newCanonicalizationMethod(C14N, (C14NMethodParameterSpec) null),
                  factory.newSignatureMethod(
                      "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", null),
                  List.of(reference)),
              keys.newKeyInfo(List.of(keys.newX509Data(chained))))
          .sign(context);
      Transformer writer = TransformerFactory.newDefaultInstance().newTransformer();
      writer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
      StringWriter text = new StringWriter();
      writer.transform(new DOMSource(document), new StreamResult(text));
      return text.toString();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
