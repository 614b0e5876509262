// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Chains of certificates as PEM text (RFC 7468): these blocks and nothing else.
final class ChainText {
  /// Of a whole text, in characters.
  static final int LONGEST = 64 << 10;

  private static final int MOST = 10;
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";
  private static final int LINE = 64;
  private static final Pattern BLOCK =
      Pattern.compile("\\s*+" + BEGIN + "([A-Za-z0-9+/=\\s]++)" + END + "\\s*+");

  private ChainText() {}

  /// Reads a chain.
  ///
  /// @throws CertificateException if it isn't one
  static List<X509Certificate> parse(String text) throws CertificateException {
    if (text.length() > LONGEST) {
      throw unreadable("longer than " + LONGEST + " characters", null);
    }
    List<X509Certificate> chain = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!block.find(at) || block.start() != at || chain.size() == MOST) {
        throw unreadable("one to ten certificates as PEM text are needed, and nothing else", null);
      }
      chain.add(certificate(block.group(1)));
      at = block.end();
    }
    if (chain.isEmpty()) {
      throw unreadable("no certificate", null);
    }
    return chain;
  }

  private static X509Certificate certificate(String base64) throws CertificateException {
    try {
      byte[] der = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
      ByteArrayInputStream in = new ByteArrayInputStream(der);
      X509Certificate certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      if (in.available() > 0) {
        throw unreadable("something follows a certificate", null);
      }
      return certificate;
    } catch (IllegalArgumentException | java.security.cert.CertificateException e) {
      throw unreadable("not a certificate", e);
    }
  }

  private static CertificateException unreadable(String detail, @Nullable Throwable cause) {
    return new CertificateException(CertificateProblem.UNREADABLE, detail, cause);
  }

  /// Writes a chain.
  static String of(List<X509Certificate> chain) {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : chain) {
      try {
        text.append(block("CERTIFICATE", certificate.getEncoded()));
      } catch (CertificateEncodingException e) {
        throw new IllegalStateException("it was read from its encoding", e);
      }
    }
    return text.toString();
  }

  /// Writes one block.
  static String block(String label, byte[] der) {
    return "-----BEGIN "
        + label
        + "-----\n"
        + Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + label
        + "-----\n";
  }
}
