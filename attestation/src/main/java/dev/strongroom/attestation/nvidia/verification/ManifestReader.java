// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.x509.Certificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/// Reads a reference manifest: no DTD, nothing external, and only the elements that genuine ones
/// have. What is read is what the signature is over: everything outside of the signature itself.
final class ManifestReader {
  /// Genuine ones have some 25 KiB.
  static final int MAX_LENGTH = 256 * 1024;

  private static final String SWID = "http://standards.iso.org/iso/19770/-2/2015/schema.xsd";
  private static final String SHA384 = "http://www.w3.org/2001/04/xmlenc#sha384";
  private static final int MOST_RESOURCES = 255;
  private static final int MOST_ALTERNATIVES = 64;
  private static final int HASH_DIGITS = 96;

  private ManifestReader() {}

  static ReferenceManifest read(Bytes encoded) throws MalformedManifestException {
    Element root = document(encoded).getDocumentElement();
    if (!is(root, SWID, "SoftwareIdentity")) {
      throw malformed("not a SoftwareIdentity");
    }
    Element meta = null;
    Element payload = null;
    Element signature = null;
    for (Element child : children(root)) {
      if (signature != null) {
        throw malformed("something follows the signature");
      }
      if (is(child, SWID, "Meta") && meta == null) {
        meta = empty(child);
      } else if (is(child, SWID, "Payload") && payload == null) {
        payload = child;
      } else if (is(child, ManifestSignature.NAMESPACE, "Signature")) {
        signature = child;
      } else if (is(child, SWID, "Entity")) {
        empty(child);
      } else {
        throw malformed("unexpected element " + child.getNodeName());
      }
    }
    if (meta == null || payload == null || signature == null) {
      throw malformed("Meta, Payload or Signature is missing");
    }
    List<Bytes> chain = ManifestSignature.chain(signature);
    return new ReferenceManifest(
        encoded,
        attribute(meta, "product"),
        attribute(meta, "colloquialVersion"),
        attribute(meta, "edition"),
        resources(payload),
        chain,
        chainEnds(chain),
        Optional.of(ManifestSignature.of(signature)));
  }

  private static Optional<Instant> chainEnds(List<Bytes> chain) {
    Instant first = null;
    for (Bytes encoded : chain) {
      try {
        Instant end = Certificate.parse(encoded).notAfter();
        first = first == null || end.isBefore(first) ? end : first;
      } catch (DerException e) {
        // The path check says what is wrong with it.
      }
    }
    return Optional.ofNullable(first);
  }

  private static Document document(Bytes encoded) throws MalformedManifestException {
    if (encoded.length() > MAX_LENGTH) {
      throw malformed("longer than " + MAX_LENGTH + " bytes");
    }
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setXIncludeAware(false);
      factory.setExpandEntityReferences(false);
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
      factory.setAttribute("jdk.xml.maxElementDepth", "16");
      factory.setAttribute("jdk.xml.elementAttributeLimit", "100");
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new Refusing());
      return builder.parse(new ByteArrayInputStream(encoded.toByteArray()));
    } catch (SAXException | IOException e) {
      throw malformed("not well-formed XML: " + e.getMessage());
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("the JDK's XML parser lacks a safeguard", e);
    }
  }

  /// Says nothing on its own, and lets nothing pass.
  private static final class Refusing implements ErrorHandler {
    @Override
    public void warning(SAXParseException e) throws SAXException {
      throw e;
    }

    @Override
    public void error(SAXParseException e) throws SAXException {
      throw e;
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
      throw e;
    }
  }

  private static SortedMap<Integer, Set<Bytes>> resources(Element payload)
      throws MalformedManifestException {
    SortedMap<Integer, Set<Bytes>> active = new TreeMap<>();
    Set<Integer> seen = new HashSet<>();
    for (Element resource : children(payload)) {
      if (!is(resource, SWID, "Resource")) {
        throw malformed("unexpected element " + resource.getNodeName());
      }
      empty(resource);
      int index = number(attribute(resource, "index"), MOST_RESOURCES - 1);
      if (!seen.add(index)) {
        throw malformed("index " + index + " stands twice");
      }
      Set<Bytes> hashes = hashes(resource);
      switch (attribute(resource, "active")) {
        case "True", "true" -> active.put(index, hashes);
        case "False", "false" -> {}
        default -> throw malformed("index " + index + " is neither active nor not");
      }
    }
    if (active.isEmpty()) {
      throw malformed("no active measurement");
    }
    return active;
  }

  private static Set<Bytes> hashes(Element resource) throws MalformedManifestException {
    Set<Bytes> hashes = new HashSet<>();
    int count = 0;
    NamedNodeMap attributes = resource.getAttributes();
    for (int i = 0; i < attributes.getLength(); i++) {
      Attr attribute = (Attr) attributes.item(i);
      if (SHA384.equals(attribute.getNamespaceURI())) {
        String value = attribute.getValue();
        if (!attribute.getLocalName().matches("Hash[0-9]{1,3}") || value.length() != HASH_DIGITS) {
          throw malformed("a hash that isn't a SHA-384");
        }
        try {
          hashes.add(Bytes.fromHex(value));
        } catch (IllegalArgumentException e) {
          throw malformed("a hash that isn't hexadecimal");
        }
        count++;
      }
    }
    // Genuine ones may name the same value twice.
    if (count == 0 || number(attribute(resource, "alternatives"), MOST_ALTERNATIVES) != count) {
      throw malformed("other alternatives than are announced");
    }
    return hashes;
  }

  /// The elements below one that holds nothing else but blanks.
  static List<Element> children(Element parent) throws MalformedManifestException {
    List<Element> children = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) {
        children.add(element);
      } else if (node.getNodeType() != Node.TEXT_NODE || !node.getNodeValue().isBlank()) {
        throw malformed("something else than elements in " + parent.getNodeName());
      }
    }
    return children;
  }

  private static Element empty(Element element) throws MalformedManifestException {
    if (!children(element).isEmpty()) {
      throw malformed(element.getNodeName() + " isn't empty");
    }
    return element;
  }

  static boolean is(Element element, String namespace, String name) {
    return namespace.equals(element.getNamespaceURI()) && name.equals(element.getLocalName());
  }

  private static String attribute(Element element, String name) throws MalformedManifestException {
    @Nullable Attr attribute = element.getAttributeNodeNS(null, name);
    if (attribute == null || attribute.getValue().isBlank()) {
      throw malformed(element.getNodeName() + " has no " + name);
    }
    return attribute.getValue();
  }

  private static int number(String text, int most) throws MalformedManifestException {
    if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > most) {
      throw malformed("not a number up to " + most + ": " + text);
    }
    return Integer.parseInt(text);
  }

  static MalformedManifestException malformed(String message) {
    return new MalformedManifestException(message);
  }
}
