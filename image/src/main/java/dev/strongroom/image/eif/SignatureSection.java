// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.eif;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cbor.CborReader;
import dev.strongroom.attestation.cbor.CborWriter;
import dev.strongroom.image.eif.MalformedEifException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A signature section, of which nothing is verified yet. CBOR: an array of one map
/// `{"signing_certificate": …, "signature": …}`, in which both are arrays of small integers, not
/// byte strings (that is how AWS's tools write bytes, and how boot loaders want them).
///
/// @param encoded the section's data
/// @param certificate of the signer, DER, taken out of the PEM text
/// @param coseSign1 the signature with what it covers: COSE_Sign1
public record SignatureSection(Bytes encoded, Bytes certificate, Bytes coseSign1) {
  /// More than any section of certificates and signatures needs.
  static final int LARGEST = 1 << 18;

  private static final String CERTIFICATE = "signing_certificate";
  private static final String SIGNATURE = "signature";
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]*+)-----END CERTIFICATE-----");

  /// A section to write.
  ///
  /// @param certificate DER
  public static SignatureSection of(Bytes certificate, Bytes coseSign1) {
    String pem =
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.toByteArray())
            + "\n-----END CERTIFICATE-----\n";
    CborWriter writer = new CborWriter().array(1).map(2);
    integers(writer.text(CERTIFICATE), Bytes.utf8(pem));
    integers(writer.text(SIGNATURE), coseSign1);
    return new SignatureSection(writer.toBytes(), certificate, coseSign1);
  }

  /// Reads a section's data.
  ///
  /// @param position where they start in the file, for errors
  /// @throws MalformedEifException if they are anything else than described above
  public static SignatureSection parse(Bytes encoded, long position) throws MalformedEifException {
    CborReader reader = new CborReader(encoded, 0);
    try {
      reader.arrayHeader(1);
      int count = reader.mapHeader();
      Bytes pem = null;
      Bytes signature = null;
      for (int i = 0; reader.more(count, i); i++) {
        long at = position + reader.offset();
        String key = reader.textString();
        if (key.equals(CERTIFICATE) && pem == null) {
          pem = integers(reader, position);
        } else if (key.equals(SIGNATURE) && signature == null) {
          signature = integers(reader, position);
        } else {
          throw malformed(at, "a key that is unknown or stood before");
        }
      }
      reader.end();
      if (pem == null || signature == null) {
        throw malformed(position, "certificate or signature is missing");
      }
      return new SignatureSection(encoded, certificate(pem, position), signature);
    } catch (CborException e) {
      throw malformed(position + e.offset(), e.getMessage());
    }
  }

  private static void integers(CborWriter writer, Bytes bytes) {
    writer.array(bytes.length());
    for (int i = 0; i < bytes.length(); i++) {
      writer.integer(bytes.at(i));
    }
  }

  private static Bytes integers(CborReader reader, long position)
      throws CborException, MalformedEifException {
    int count = reader.arrayHeader();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; reader.more(count, i); i++) {
      long at = position + reader.offset();
      long value = reader.integer();
      if (value < 0 || value > 255) {
        throw malformed(at, value + " isn't a byte");
      }
      bytes.write((int) value);
    }
    return Bytes.copyOf(bytes.toByteArray());
  }

  private static Bytes certificate(Bytes pem, long position) throws MalformedEifException {
    @Nullable String text = pem.asUtf8();
    Matcher matcher = PEM.matcher(text == null ? "" : text);
    if (!matcher.find()) {
      throw malformed(position, "the certificate isn't PEM");
    }
    String base64 = matcher.group(1).replaceAll("\\s", "");
    if (matcher.find()) {
      throw malformed(position, "more than one certificate");
    }
    try {
      Bytes der =
          Bytes.copyOf(Base64.getDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII)));
      if (!isOneSequence(der)) {
        throw malformed(position, "the certificate isn't one DER structure");
      }
      return der;
    } catch (IllegalArgumentException e) {
      throw malformed(position, "the certificate isn't base64");
    }
  }

  /// Whether a SEQUENCE takes up everything: bytes behind it would be in our PCR8, and not in that
  /// of a boot loader which decodes the certificate first.
  private static boolean isOneSequence(Bytes der) {
    if (der.length() < 2 || der.at(0) != 0x30) {
      return false;
    }
    int first = der.at(1);
    int lengthBytes = first < 0x80 ? 0 : first & 0x7f;
    if (first == 0x80 || lengthBytes > 3 || der.length() < 2 + lengthBytes) {
      return false;
    }
    int length = lengthBytes == 0 ? first : 0;
    for (int i = 0; i < lengthBytes; i++) {
      length = (length << 8) | der.at(2 + i);
    }
    return der.length() == 2 + lengthBytes + length;
  }

  private static MalformedEifException malformed(long offset, String message) {
    return new MalformedEifException(Reason.BAD_SIGNATURE_SECTION, offset, message);
  }
}
