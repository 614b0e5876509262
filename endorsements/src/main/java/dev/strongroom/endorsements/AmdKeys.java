// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.der.DerReader;
import dev.strongroom.attestation.snp.Product;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.endorsements.Subject.AmdGuest;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/// AMD's key distribution service (AMD 57230, 4): the chip's certificate by its id and levels, the
/// authorities of a product, and what they have revoked.
final class AmdKeys {
  private static final int LIMIT = 64 << 10;
  private static final int SHORT_CHIP_ID = 8;
  // 1.3.6.1.4.1.3704.1 and what stands behind it for each level (AMD 57230, 3.1).
  private static final String ARC = "2b060104019c7801";

  private final Desk desk;
  private final URI base;

  AmdKeys(Desk desk, URI base) {
    this.desk = desk;
    this.base = base;
  }

  /// A level of firmware.
  ///
  /// @param parameter what a question calls it
  /// @param at its byte in a TCB version
  /// @param extension its certificate extension's last numbers
  private record Level(String parameter, int at, String extension) {}

  private static List<Level> levels(Product product) {
    return product == Product.TURIN
        ? List.of(
            new Level("fmcSPL", 0, "0309"),
            new Level("blSPL", 1, "0301"),
            new Level("teeSPL", 2, "0302"),
            new Level("snpSPL", 3, "0303"),
            new Level("ucodeSPL", 7, "0308"))
        : List.of(
            new Level("blSPL", 0, "0301"),
            new Level("teeSPL", 1, "0302"),
            new Level("snpSPL", 6, "0303"),
            new Level("ucodeSPL", 7, "0308"));
  }

  void fetch(AmdGuest guest, Collected collected) throws InterruptedException {
    Product product = leaf(guest, collected);
    String path = (guest.shared() ? "/vlek/v1/" : "/vcek/v1/") + product.toString();
    List<Item> _ =
        collected.tried(
            () -> desk.ask(Question.get(under(path + "/cert_chain"), LIMIT), Forms::chain));
    List<Item> _ =
        collected.tried(
            () -> desk.ask(Question.get(under(path + "/crl"), LIMIT), Forms::revocationList));
  }

  /// Finds the leaf: among what came along, or by asking.
  ///
  /// @return the product that it is of; the likeliest if there is none
  private Product leaf(AmdGuest guest, Collected collected) throws InterruptedException {
    for (Product product : guest.products()) {
      for (Bytes given : guest.given()) {
        if (isOf(guest, product, given)) {
          collected.add(
              List.of(new Item(Endorsements.Type.CERTIFICATE, given, "came with the evidence")));
          return product;
        }
      }
    }
    Product likeliest = guest.products().getFirst();
    if (guest.shared()) {
      collected.failed(
          new FetchException(
              "VLEK certificate",
              Problem.NOT_SERVED,
              "AMD gives it to the cloud only, whose guests have it in their extended report"));
      return likeliest;
    }
    if (guest.chipId().isAllZero()) {
      collected.failed(
          new FetchException(
              "VCEK certificate", Problem.NOT_SERVED, "the report doesn't tell the chip's id"));
      return likeliest;
    }
    FetchException last = null;
    for (Product product : guest.products()) {
      try {
        collected.add(
            desk.ask(Question.get(question(guest, product), LIMIT), form(guest, product)));
        return product;
      } catch (FetchException e) {
        last = e;
        if (e.problem() != Problem.NOT_FOUND && e.problem() != Problem.STATUS) {
          break;
        }
      }
    }
    if (last != null) {
      collected.failed(last);
    }
    return likeliest;
  }

  private URI question(AmdGuest guest, Product product) {
    StringBuilder path = new StringBuilder("/vcek/v1/");
    path.append(product.toString()).append('/').append(chipId(guest, product).hex());
    char separator = '?';
    for (Level level : levels(product)) {
      path.append(separator)
          .append(level.parameter())
          .append(String.format(Locale.ROOT, "=%02d", guest.reportedTcb().at(level.at())));
      separator = '&';
    }
    return under(path.toString());
  }

  private static Desk.Form form(AmdGuest guest, Product product) {
    return (question, answer, _) -> {
      Bytes leaf = Forms.certificate(question, answer.body()).encoded();
      if (!isOf(guest, product, leaf)) {
        throw question.failed(Problem.DIFFERS, "a certificate of another chip, or other levels");
      }
      return List.of(Forms.item(question, Endorsements.Type.CERTIFICATE, leaf));
    };
  }

  /// Whether a certificate says of itself that it is this report's.
  private static boolean isOf(AmdGuest guest, Product product, Bytes encoded) {
    try {
      Certificate certificate = Certificate.parse(encoded);
      for (Level level : levels(product)) {
        Bytes value = extension(certificate, level.extension());
        if (value.isEmpty() || number(value) != guest.reportedTcb().at(level.at())) {
          return false;
        }
      }
      Bytes name = extension(certificate, "02");
      if (!new String(name.toByteArray(), java.nio.charset.StandardCharsets.ISO_8859_1)
          .contains(product.toString())) {
        return false;
      }
      return guest.shared()
          ? !extension(certificate, "05").isEmpty()
          : extension(certificate, "04").equals(chipId(guest, product));
    } catch (DerException e) {
      return false;
    }
  }

  private static Bytes extension(Certificate certificate, String last) {
    return certificate.extensions().values().getOrDefault(Bytes.fromHex(ARC + last), Bytes.EMPTY);
  }

  private static int number(Bytes value) throws DerException {
    DerReader reader = DerReader.of(value);
    Bytes digits = reader.integer(2);
    reader.end();
    return digits.at(digits.length() - 1);
  }

  private static Bytes chipId(AmdGuest guest, Product product) {
    return product == Product.TURIN ? guest.chipId().slice(0, SHORT_CHIP_ID) : guest.chipId();
  }

  private URI under(String path) {
    return Services.under(base, path);
  }
}
