// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import static dev.strongroom.attestation.nitro.Expectation.first;
import static dev.strongroom.attestation.nitro.Expectation.only;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.CborWriter;
import dev.strongroom.attestation.fixtures.Edits;
import dev.strongroom.attestation.x509.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Changes of a genuine document's certificates: bits, order, number, and parts of another
/// document.
final class ChainMutations {
  private static final String UNSIGNED = "cose.signature signature-invalid";
  private static final String UNTRUSTED = "path.root untrusted-root";
  private static final String FORGED = "path.signatures certificate-signature-invalid";
  private static final String UNCHAINED = "path.names not-chained";
  private static final String MALFORMED = "path.certificates certificate-malformed";

  private ChainMutations() {}

  /// @param other a genuine document of another instance
  static void addTo(GenuineTable table, NitroDocument other) throws Exception {
    List<Bytes> chain = chain(table.document());
    for (int i = 0; i < chain.size(); i++) {
      flipped(table, chain, i);
      notCertificates(table, chain, i);
    }
    moved(table, chain);
    mixed(table, chain(other), other);
  }

  /// A document's certificates, root first, leaf last.
  static List<Bytes> chain(NitroDocument document) {
    List<Bytes> chain = new ArrayList<>(document.cabundle());
    chain.add(document.certificate());
    return chain;
  }

  private static void replace(
      GenuineTable table, String name, Expectation expected, List<Bytes> chain) {
    table.change(
        name,
        expected,
        d -> d.certificate(chain.getLast()).cabundle(chain.subList(0, chain.size() - 1)));
  }

  private static void edit(
      GenuineTable table,
      String name,
      Expectation expected,
      List<Bytes> chain,
      Consumer<List<Bytes>> edit) {
    List<Bytes> edited = new ArrayList<>(chain);
    edit.accept(edited);
    replace(table, name, expected, edited);
  }

  private static void flipped(GenuineTable table, List<Bytes> chain, int i) throws Exception {
    Bytes der = chain.get(i);
    Certificate parsed = Certificate.parse(der);
    Map<String, Integer> places = new LinkedHashMap<>();
    places.put("serial number", end(der, Bytes.fromHex("a003020102")) + 3);
    places.put("subject", end(der, parsed.subject()) - 1);
    places.put("key", end(der, parsed.publicKeyInfo()) - 1);
    places.put("signature", der.length() - 1);
    boolean leaf = i == chain.size() - 1;
    places.forEach((place, index) -> {
      Expectation expected =
          i == 0
              ? first(UNTRUSTED, UNSIGNED)
              : place.equals("subject") && !leaf ? first(UNCHAINED, UNSIGNED) : first(FORGED);
      edit(
          table,
          "certificate " + i + " with a bit of its " + place + " flipped",
          expected,
          chain,
          c -> c.set(i, Edits.flip(der, index)));
    });
  }

  private static int end(Bytes der, Bytes part) {
    // The last occurrence: the root's issuer and subject are the same.
    int end = -1;
    for (int at = 0; (at = Edits.indexOf(der, part, at)) >= 0; at++) {
      end = at + part.length();
    }
    return end;
  }

  private static void notCertificates(GenuineTable table, List<Bytes> chain, int i) {
    Bytes der = chain.get(i);
    Map<String, Bytes> others = new LinkedHashMap<>();
    others.put("with a trailing byte", Edits.concat(der, Bytes.zeros(1)));
    others.put("without its last byte", der.slice(0, der.length() - 1));
    others.put("of a zero byte", Bytes.zeros(1));
    others.put("as PEM", Bytes.utf8("-----BEGIN CERTIFICATE-----"));
    others.forEach((name, bytes) ->
        edit(
            table,
            "certificate " + i + " " + name,
            i == 0 ? first(UNTRUSTED, MALFORMED) : first(MALFORMED),
            chain,
            c -> c.set(i, bytes)));
  }

  private static void moved(GenuineTable table, List<Bytes> chain) {
    int last = chain.size() - 1;
    for (int n = 0; n <= last; n++) {
      int i = n;
      Expectation broken = i == 0 ? first(UNTRUSTED) : first(UNCHAINED);
      if (i < last) {
        edit(
            table,
            "certificates " + i + " and " + (i + 1) + " swapped",
            broken,
            chain,
            c -> Collections.swap(c, i, i + 1));
        edit(table, "certificate " + i + " dropped", broken, chain, c -> c.remove(i));
      }
      edit(
          table,
          "certificate " + i + " twice",
          first(UNCHAINED, UNSIGNED),
          chain,
          c -> c.add(i, c.get(i)));
      if (i > 0) {
        edit(
            table,
            "certificate " + i + " replaced by the root",
            first(UNCHAINED),
            chain,
            c -> c.set(i, c.getFirst()));
      }
    }
    replace(table, "chain reversed", first(UNTRUSTED), chain.reversed());
    edit(
        table,
        "authorities reversed",
        first(UNTRUSTED),
        chain,
        c -> Collections.reverse(c.subList(0, last)));
    edit(table, "root only", first(UNCHAINED, UNSIGNED), chain, c -> c.subList(1, last).clear());
    // Everything about it is right but its place: a CA isn't a leaf.
    edit(
        table,
        "instance CA as leaf",
        first("path.authorities wrong-authority", "path.key-usage wrong-key-usage"),
        chain,
        List::removeLast);
    edit(
        table,
        "root as leaf and root",
        first(UNCHAINED),
        chain,
        c -> {
          c.subList(1, last).clear();
          c.set(1, c.getFirst());
        });
    table.change(
        "certificates cut in other places",
        first(UNTRUSTED, MALFORMED),
        d -> d.cabundle(cut(chain.subList(0, last))));
    table.change(
        "certificates joined in pairs",
        Expectation.malformed("nitro.length"),
        d ->
            d.cabundle(
                List.of(
                    Edits.concat(chain.get(0), chain.get(1)),
                    Edits.concat(chain.get(2), chain.get(3)))));
  }

  /// The same bytes one after the other, but divided differently.
  static List<Bytes> cut(List<Bytes> authorities) {
    List<Bytes> cut = new ArrayList<>(authorities);
    Bytes root = cut.removeFirst();
    cut.addFirst(root.slice(100, root.length()));
    cut.addFirst(root.slice(0, 100));
    return cut;
  }

  private static void mixed(GenuineTable table, List<Bytes> others, NitroDocument other) {
    NitroDocument document = table.document();
    List<Bytes> chain = chain(document);
    table.change(
        "authorities of another document",
        first(UNCHAINED, UNSIGNED, "leaf.name inconsistent"),
        d -> d.cabundle(other.cabundle()));
    table.change(
        "leaf of another document",
        first(UNCHAINED, UNSIGNED, "leaf.name inconsistent"),
        d -> d.certificate(other.certificate()));
    for (int i = 1; i < chain.size() - 1; i++) {
      int at = i;
      edit(
          table,
          "certificate " + i + " of another document",
          first(UNCHAINED),
          chain,
          c -> c.set(at, others.get(at)));
    }
    replace(
        table,
        "all certificates of another document",
        first(
            "path.validity " + (laterThan(other, document) ? "not-yet-valid" : "expired"),
            UNSIGNED,
            "leaf.name inconsistent",
            "leaf.time inconsistent"),
        others);
    table.change(
        "signature of another document",
        only(UNSIGNED),
        d -> d.changeSignature(_ -> other.envelope().signature()));
    table.add(
        "payload of another document",
        first(
            "path.validity " + (laterThan(other, document) ? "not-yet-valid" : "expired"),
            UNSIGNED),
        new CborWriter()
            .array(4)
            .bytes(document.envelope().protectedHeader())
            .map(0)
            .bytes(other.envelope().payload())
            .bytes(document.envelope().signature())
            .toBytes());
  }

  private static boolean laterThan(NitroDocument other, NitroDocument document) {
    return other.timestamp().isAfter(document.timestamp());
  }
}
