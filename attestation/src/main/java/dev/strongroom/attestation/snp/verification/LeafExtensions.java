// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.der.DerReader;
import dev.strongroom.attestation.snp.Product;
import dev.strongroom.attestation.snp.Signer;
import dev.strongroom.attestation.snp.TcbComponent;
import dev.strongroom.attestation.x509.Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What AMD's leaves state besides a key (AMD 57230, 3.1): for what product, firmware and chip the
/// key is, or whom it was leased to.
///
/// @param product null for a name that isn't known
/// @param name the product's, as it stands there
/// @param levels of the firmware, by the last number of the extension
/// @param hardwareId the chip's; empty in a leased key's
/// @param provider whom the key was leased to; empty in a chip's
record LeafExtensions(
    @Nullable Product product,
    String name,
    SortedMap<Integer, Integer> levels,
    Optional<Bytes> hardwareId,
    Optional<String> provider) {

  /// Content of 1.3.6.1.4.1.3704.1.
  private static final String ARC = "2b060104019c7801";

  private static final Bytes STRUCTURE = Bytes.fromHex(ARC + "01");
  private static final Bytes PRODUCT = Bytes.fromHex(ARC + "02");
  private static final Bytes HARDWARE_ID = Bytes.fromHex(ARC + "04");
  private static final Bytes PROVIDER = Bytes.fromHex(ARC + "05");
  private static final int NEWEST_STRUCTURE = 1;
  private static final int LAST_LEVEL = 9;
  private static final int CHIP_ID = 64;
  private static final List<Bytes> LEVELS =
      IntStream.rangeClosed(1, LAST_LEVEL)
          .mapToObj(arc -> Bytes.fromHex(ARC + "030" + arc))
          .toList();

  /// Turin's chips have short ids.
  private static final int SHORT_CHIP_ID = 8;

  /// Reads the extensions of a certificate.
  ///
  /// @throws DerException if one that every leaf has is missing, or one isn't what it has to be
  static LeafExtensions read(Certificate leaf) throws DerException {
    Map<Bytes, Bytes> values = leaf.extensions().values();
    if (level(needed(values, STRUCTURE, "structure version")) > NEWEST_STRUCTURE) {
      throw new DerException(0, "unknown structure version");
    }
    String name = text(needed(values, PRODUCT, "product name"));
    SortedMap<Integer, Integer> levels = new TreeMap<>();
    for (int arc = 1; arc <= LAST_LEVEL; arc++) {
      Bytes value = values.get(LEVELS.get(arc - 1));
      if (value != null) {
        levels.put(arc, level(value));
      }
    }
    Bytes hardware = values.get(HARDWARE_ID);
    Bytes provider = values.get(PROVIDER);
    return new LeafExtensions(
        Product.ofName(name).orElse(null),
        name,
        levels,
        hardware == null ? Optional.empty() : Optional.of(hardwareId(hardware)),
        provider == null ? Optional.empty() : Optional.of(text(provider)));
  }

  private static Bytes needed(Map<Bytes, Bytes> values, Bytes id, String what) throws DerException {
    Bytes value = values.get(id);
    if (value == null) {
      throw new DerException(0, "no extension for the " + what);
    }
    return value;
  }

  private static int level(Bytes value) throws DerException {
    DerReader reader = DerReader.of(value);
    Bytes number = reader.integer(2);
    reader.end();
    boolean oneByte = number.length() == 1 && number.at(0) < 0x80;
    boolean padded = number.length() == 2 && number.at(0) == 0;
    if (!oneByte && !padded) {
      throw new DerException(0, "a level outside 0 to 255");
    }
    return number.at(number.length() - 1);
  }

  private static String text(Bytes value) throws DerException {
    DerReader reader = DerReader.of(value);
    String text = reader.content(DerReader.IA5_STRING).asUtf8();
    reader.end();
    if (text == null || text.isBlank()) {
      throw new DerException(0, "a name that isn't text");
    }
    return text;
  }

  /// Mostly as it is; some certificates have it in an OCTET STRING of its own.
  private static Bytes hardwareId(Bytes value) throws DerException {
    Bytes id = value;
    if (value.length() == CHIP_ID + 2 || value.length() == SHORT_CHIP_ID + 2) {
      DerReader reader = DerReader.of(value);
      id = reader.content(DerReader.OCTET_STRING);
      reader.end();
    }
    if (id.length() != CHIP_ID && id.length() != SHORT_CHIP_ID) {
      throw new DerException(0, "a hardware id of " + id.length() + " bytes");
    }
    return id;
  }

  /// What a leaf of this sort lacks, or has but mustn't.
  ///
  /// @return null if it is complete
  @Nullable String problem(Product wanted, Signer signer) {
    for (TcbComponent component : wanted.components()) {
      if (!levels.containsKey(component.arc())) {
        return "no level for " + component;
      }
    }
    boolean chip = signer == Signer.VCEK;
    if (hardwareId.isPresent() != chip) {
      return chip ? "no hardware id" : "a leased key's with a hardware id";
    }
    if (provider.isPresent() == chip) {
      return chip ? "a chip's with a provider" : "no provider";
    }
    return null;
  }

  /// The firmware versions in the form of reports.
  Bytes tcb(Product wanted) {
    byte[] raw = new byte[wanted.arcs().size()];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (byte) (int) levels.getOrDefault(wanted.arcs().get(i), 0);
    }
    return Bytes.copyOf(raw);
  }

  /// Whether it is for the chip with this id, 64 bytes.
  boolean isFor(Bytes chipId) {
    return hardwareId.isPresent()
        && chipId.startsWith(hardwareId.get())
        && chipId.slice(hardwareId.get().length(), chipId.length()).isAllZero();
  }
}
